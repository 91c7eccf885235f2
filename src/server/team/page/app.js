// What the status page does. All text from the server becomes text nodes, never markup; the token is
// in this closure and in the Authorization header, and nowhere else unless its owner wants it kept.
'use strict';
(() => {
	const root = document.documentElement;
	const kept = (kind, name, value) => {
		// Storage may be switched off: then nothing is remembered.
		try {
			if (value === undefined) return window[kind].getItem(`lean-ctx.${name}`);
			if (value === null) window[kind].removeItem(`lean-ctx.${name}`);
			else window[kind].setItem(`lean-ctx.${name}`, value);
		} catch { /* as if it were empty */ }
		return null;
	};

	// First of all: the page must not flash.
	const THEMES = ['auto', 'light', 'dark'];
	let theme = kept('localStorage', 'theme');
	if (!THEMES.includes(theme)) theme = 'auto';
	root.dataset.theme = theme;

	const all = selector => document.querySelectorAll(selector);
	const byId = id => document.getElementById(id);
	const SVG = 'http://www.w3.org/2000/svg';
	const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
	// What is read must be what is there: nothing that turns the direction of writing, or cannot be seen.
	const clean = text => String(text).replace(HIDDEN, '\ufffd');

	const fill = (node, attributes, children) => {
		for (const [name, value] of Object.entries(attributes)) {
			if (value !== null && value !== undefined) node.setAttribute(name, value);
		}
		for (const child of children.flat(Infinity)) {
			if (child === null || child === undefined || child === '') continue;
			node.append(child instanceof Node ? child : clean(child));
		}
		return node;
	};
	const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
	const small = (...children) => el('small', {}, ...children);
	const quiet = (...children) => el('p', { class: 'quiet' }, ...children);
	const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

	// ---- numbers and times

	const NUMBER = new Intl.NumberFormat('en');
	const count = n => NUMBER.format(n);
	const many = (n, one) => `${count(n)} ${one}${n === 1 ? '' : 's'}`;
	const dollars = n => new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' }).format(n);
	const short = n => n >= 10 ? Math.round(n) : Math.round(n * 10) / 10;
	const millis = n => n === null ? '–' : n >= 1000 ? `${short(n / 1000)} s` : `${short(n)} ms`;

	const bytes = n => {
		const [unit, size] = [['GiB', 2 ** 30], ['MiB', 2 ** 20], ['KiB', 2 ** 10]].find(([, s]) => n >= s) ?? ['B', 1];
		return `${short(n / size)} ${unit}`;
	};

	// The server's clock counts: how far it is ahead of this one, in milliseconds.
	let ahead = 0;
	const now = () => Date.now() + ahead;
	const DAY = 86400e3;
	const AGO = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
	const UNITS = [['day', DAY], ['hour', 3600e3], ['minute', 60e3], ['second', 1e3]];
	const relative = at => {
		const gap = at - now();
		if (Math.abs(gap) < 5e3) return 'now';
		// What is 47 hours off is not "1 day" off: the larger unit begins at two of it.
		const [unit, size] = UNITS.find(([, s]) => Math.abs(gap) >= (s > 60e3 ? 2 * s : s));
		return AGO.format(Math.trunc(gap / size), unit);
	};
	const absolute = at => new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
	const clock = at => new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
	const when = text => {
		const at = Date.parse(text);
		if (Number.isNaN(at)) return '–';
		return el('time', { datetime: text, title: `${absolute(at)} (${clean(text)})`, 'data-at': at }, relative(at));
	};
	const tick = () => {
		for (const node of all('time[data-at]')) {
			const text = relative(Number(node.dataset.at));
			if (node.textContent !== text) node.textContent = text;
		}
	};

	// ---- who asks, and what is asked

	let token = null;
	let me = null;
	// Answers to an earlier owner of the page are thrown away.
	let era = 0;
	let round = 0;
	let paused = false;
	let failures = 0;
	let timer = 0;
	const got = {};

	// Why an answer is not for this caller; nothing where it is.
	const any = () => '';
	const auditor = () => me.scopes.includes('audit') ? '' : 'it lacks the scope audit';
	const whole = () => auditor() || (me.workspaces ? 'it is bound to workspaces, and this is about all of them' : '');
	const RANGES = { '': [60, 1], '3h': [180, 3], '6h': [360, 5] };
	const SINCE = { '15m': 900e3, '1h': 3600e3, '24h': DAY, '7d': 7 * DAY };
	const auditPath = () => {
		const since = SINCE[param('since')];
		const query = new URLSearchParams({ limit: param('limit') || '100', routine: param('routine') || 'false' });
		for (const name of ['allowed', 'token']) if (param(name)) query.set(name, param(name));
		if (since) query.set('since', new Date(now() - since).toISOString());
		return `/v1/audit?${query}`;
	};
	// Seconds between two askings, who may, where; the time in the last is no other question each time.
	const SOURCES = {
		me: [60, any, () => '/v1/me'],
		workspaces: [10, any, () => '/v1/workspaces'],
		metrics: [10, whole, () => '/v1/metrics'],
		series: [10, whole, () => {
			const [minutes, step] = RANGES[view === 'traffic' ? param('range') : ''] ?? RANGES[''];
			return `/v1/metrics/series?minutes=${minutes}&step=${step}`;
		}],
		tokens: [30, whole, () => '/v1/tokens'],
		storage: [60, whole, () => '/v1/storage'],
		usage: [60, whole, () => '/v1/usage'],
		savings: [60, whole, () => '/v1/savings/summary'],
		audit: [10, auditor, auditPath],
	};
	const closed = name => SOURCES[name][1]();
	const pathOf = name => SOURCES[name][2]();
	const keyOf = name => pathOf(name).replace(/since=.*/, param('since'));

	const refusal = (status, message, wait = 0) => Object.assign(new Error(message), { status, wait });

	const ask = async path => {
		const headers = { Accept: 'application/json' };
		if (token) headers.Authorization = `Bearer ${token}`;
		let reply;
		try {
			reply = await fetch(path, { headers, cache: 'no-store', redirect: 'manual', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(30000) });
		} catch {
			throw refusal(0, 'the server is not reached');
		}
		// A proxy that asks people to sign in again.
		if (reply.type === 'opaqueredirect') throw refusal(401, 'the proxy in front of the server wants you to sign in again: reload the page');
		const date = Date.parse(reply.headers.get('date') ?? '');
		// Dates are whole seconds: less than two apart is no difference.
		if (!Number.isNaN(date)) ahead = Math.abs(date - Date.now()) < 2000 ? 0 : date - Date.now();
		let body = null;
		try {
			body = await reply.json();
		} catch { /* said below */ }
		if (reply.ok && body !== null) return body;
		const wait = Number(reply.headers.get('retry-after')) || 0;
		throw refusal(reply.status || 502, body?.error ?? `it answers with ${reply.status} and no reason`, wait);
	};

	// Whoever may see less than a moment ago sees no more of it.
	const known = found => {
		const other = ['id', 'scopes', 'workspaces'].some(name => `${found[name]}` !== `${me[name]}`);
		me = found;
		if (!other) return;
		wipe();
		start(found);
	};

	// Asks for one source; what came meanwhile for another question is not kept.
	const load = async name => {
		const own = era;
		const key = keyOf(name);
		const turn = (got[name]?.turn ?? 0) + 1;
		const slot = got[name] ??= {};
		slot.turn = turn;
		try {
			const body = await ask(pathOf(name));
			if (own !== era || slot.turn !== turn) return;
			Object.assign(slot, { key, body, at: Date.now(), refused: '' });
			if (name === 'me') known(body);
		} catch (fault) {
			if (own !== era || slot.turn !== turn) return;
			// Our own doing, or a grant that has just been taken away: asking again and again would only
			// fill the audit log with refusals.
			if (fault.status !== 403 && fault.status !== 400) throw fault;
			Object.assign(slot, { key, body: null, at: Date.now(), refused: fault.message });
		}
	};

	const due = (name, forced) => {
		if (closed(name)) return false;
		const slot = got[name];
		if (!slot?.at || slot.key !== keyOf(name)) return true;
		if (slot.refused && name !== 'audit') return forced;
		return forced || Date.now() - slot.at >= SOURCES[name][0] * 1000 - 500;
	};

	const refresh = async (forced = false) => {
		if (!me) return;
		clearTimeout(timer);
		const own = ++round;
		const names = ['me', ...VIEWS[view].uses].filter(name => due(name, forced));
		const results = await Promise.allSettled(names.map(load));
		// The newest draws the conclusions.
		if (own !== round || !me) return;
		const failed = results.find(r => r.status === 'rejected')?.reason;
		if (failed && failed.status === undefined) throw failed;
		if (failed?.status === 401) return leave(`Signed out: ${failed.message}.`);
		failures = failed ? failures + 1 : 0;
		trouble(failed);
		draw();
		plan(failed?.wait ?? 0);
	};

	// Ten seconds; after failures twice as long each time, up to two minutes, and no less than asked for.
	const plan = wait => {
		clearTimeout(timer);
		const wanted = Math.max(wait, Math.min(10 * 2 ** failures, 120));
		const newest = Math.max(0, ...Object.values(got).map(slot => slot.at ?? 0));
		if (failures) byId('trouble').append(` It is asked again in ${wanted} s.`);
		const uptime = said('metrics')?.slo.uptime_seconds;
		byId('pulse').textContent = clean([
			`As of ${new Date(newest).toLocaleTimeString('en-GB')}`,
			paused ? 'paused' : failures ? `next try in ${wanted} s` : 'every 10 s while this tab is visible',
			`${me.server.name} ${me.server.version}`,
			uptime === undefined ? '' : `running for ${seconds(uptime)}`,
		].filter(Boolean).join(' · '));
		if (!paused && !document.hidden) timer = setTimeout(() => void refresh(), wanted * 1000);
	};

	const say = text => { byId('said').textContent = text; };
	let troubled = '';
	const trouble = failed => {
		const text = failed ? (failed.status === 0 ? 'The server is not reached.' : `The server does not answer as it should: ${failed.message}.`) : '';
		byId('trouble').hidden = !text;
		byId('trouble').textContent = clean(text + (text && VIEWS[view].uses.some(said) ? ' What you see is what it said last.' : ''));
		if (text !== troubled) say(text ? clean(text) : 'The server answers again.');
		troubled = text;
	};

	// ---- where we are: #view?name=value

	let view = 'overview';
	let params = new URLSearchParams();
	const param = name => params.get(name) ?? '';
	const fragment = () => `#${view}${params.size ? `?${params}` : ''}`;

	const read = () => {
		const [name, query = ''] = location.hash.slice(1).split('?');
		const next = Object.hasOwn(VIEWS, name) ? name : 'overview';
		const moved = next !== view;
		view = next;
		params = new URLSearchParams(query);
		return moved;
	};

	const set = (name, value) => {
		if (value) params.set(name, value);
		else params.delete(name);
		history.replaceState(null, '', fragment());
	};

	const show = () => {
		for (const section of all('main>section[id^=view-]')) section.hidden = !me || section.id !== `view-${view}`;
		for (const link of all('#nav a')) {
			if (link.hash === `#${view}`) link.setAttribute('aria-current', 'page');
			else link.removeAttribute('aria-current');
		}
		const title = byId(`h-${view}`).textContent;
		document.title = me ? `${title} · lean-ctx` : 'lean-ctx';
		for (const input of byId(`view-${view}`).querySelectorAll('[data-param]')) {
			const value = param(input.dataset.param);
			if (input.type === 'checkbox') input.checked = value === 'true';
			else if (input !== document.activeElement || input.value.trim() !== value) input.value = value;
		}
	};

	// ---- pieces

	const slot = name => byId(`view-${view}`).querySelector(`[data-slot=${name}]`);

	// Puts what `build` gives into `box` unless it is there already, and leaves the focus where it was.
	const put = (box, key, build) => {
		const text = JSON.stringify(key);
		if (box.drawn === text) return;
		box.drawn = text;
		const focus = box.contains(document.activeElement) ? document.activeElement.dataset.k : null;
		box.replaceChildren(...[build()].flat().filter(Boolean));
		if (focus) box.querySelector(`[data-k="${CSS.escape(focus)}"]`)?.focus();
	};

	// Live regions are read out when written: only what is new is.
	const tell = (name, text) => {
		if (slot(name).textContent !== text) slot(name).textContent = text;
	};
	const note = (kind, ...text) => el('p', { class: `note ${kind}` }, ...text);
	// What the server said, to this question.
	const said = name => got[name]?.key === keyOf(name) ? got[name].body : null;
	const notShown = (what, name) => {
		const why = closed(name);
		if (why) return note('closed', `${what} not shown: this ${token ? 'token' : 'identity'} may not ask for it, because ${why}.`);
		if (got[name]?.refused) return note('closed', `${what} not shown: ${got[name].refused}.`);
		return null;
	};
	const link = (href, text) => el('a', { href, 'data-k': href }, text);
	// To one thing, by its name.
	const to = (where, name) => link(`#${where}=${encodeURIComponent(name)}`, name);
	const pill = (kind, text) => el('span', { class: `pill ${kind}` }, text);
	const tiles = list => el('dl', { class: 'tiles' }, list.filter(Boolean).map(([name, value, more, link]) => el('div', {},
		el('dt', {}, link ? el('a', { href: link, 'data-k': link }, name) : name),
		el('dd', {}, el('strong', {}, value), more ? el('span', { class: 'quiet' }, more) : null))));

	const matches = text => {
		const found = text.toLowerCase();
		return param('q').toLowerCase().split(/\s+/).every(word => found.includes(word));
	};

	// A table whose rows become a list where it is narrow. The roles say what `display: block` would hide.
	const table = (box, { caption, columns, rows, first, none }) => {
		const sorted = param('sort') || first || '';
		const down = sorted.startsWith('-');
		const by = columns.find(c => c.sort && c.id === sorted.replace('-', ''));
		const order = (a, b) => {
			const [x, y] = [by.sort(a), by.sort(b)];
			// What has no value comes last, either way.
			if (x === null || y === null) return (x === null) - (y === null);
			const way = typeof x === 'string' ? x.localeCompare(y) : x - y;
			return down ? -way : way;
		};
		const listed = by ? [...rows].sort(order) : rows;
		put(box, [listed, sorted, me], () => {
			if (!rows.length) return quiet(none);
			const head = columns.map(c => {
				const on = by === c;
				const turn = on && !down ? `-${c.id}` : on ? c.id : c.down || c.num ? `-${c.id}` : c.id;
				const label = c.sort
					? el('button', { type: 'button', 'data-k': `sort:${c.id}`, 'data-sort': turn }, c.label)
					: el('span', {}, c.label);
				return el('th', { role: 'columnheader', scope: 'col', class: c.num ? 'num' : null, 'aria-sort': on ? (down ? 'descending' : 'ascending') : null }, label);
			});
			const body = listed.map(row => el('tr', { role: 'row' }, columns.map((c, i) => {
				const value = c.cell(row);
				const missing = value === null || value === undefined || value === '';
				const names = [c.num && 'num', missing && 'none'].filter(Boolean).join(' ') || null;
				return i === 0
					? el('th', { role: 'rowheader', scope: 'row' }, el('div', {}, value))
					: el('td', { role: 'cell', 'data-label': c.label, class: names }, el('div', {}, missing ? '–' : value));
			})));
			return el('table', { role: 'table' },
				el('caption', { class: 'unseen' }, caption),
				el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, head)),
				el('tbody', { role: 'rowgroup' }, body));
		});
	};

	// One that only stands there: a name, then numbers.
	const plain = (head, rows) => {
		const cell = (tag, scope) => (value, i) => el(i ? tag : 'th', i ? { class: 'num', scope } : { scope: scope ?? 'row' }, value);
		return el('table', {}, el('thead', {}, el('tr', {}, head.map(cell('th', 'col')))),
			el('tbody', {}, rows.map(row => el('tr', {}, row.map(cell('td'))))));
	};

	// ---- charts

	const nice = most => {
		let step = 1;
		while (most > step * 4) step = String(step)[0] === '2' ? step * 2.5 : step * 2;
		return step;
	};

	class Chart {
		// names: of its series; `line`: else stacked bars.
		constructor(names, { line = false, format = count } = {}) {
			Object.assign(this, { names, line, format, points: [] });
			this.keys = names.map((name, i) => {
				const mark = line
					? svg('path', { class: `line ${'abc'[i]}`, d: 'M1 5H17' })
					: svg('rect', { class: 'abc'[i], x: 4, y: 0, width: 10, height: 10, rx: 2 });
				return el('span', { class: 'key' }, svg('svg', { 'aria-hidden': 'true', viewBox: '0 0 18 10' }, mark), name);
			});
			this.plot = svg('svg', { class: 'plot', role: 'img' });
			this.read = el('p', { class: 'read', 'aria-hidden': 'true' });
			this.list = el('div', { class: 'scroll', tabindex: '0', role: 'region' });
			this.more = el('details', {}, el('summary', {}, 'As a table'), this.list);
			this.more.addEventListener('toggle', () => this.tell());
			this.head = el('strong');
			this.node = el('figure', {}, el('figcaption', {}, this.head, this.keys), this.plot, this.read, this.more);
			this.plot.addEventListener('pointermove', event => this.point(event));
			this.plot.addEventListener('pointerleave', () => this.point(null));
		}

		set(points, summary) {
			this.points = points;
			this.plot.setAttribute('aria-label', clean(`${this.title}. ${summary} Each value is in the table below.`));
			this.summary = summary;
			this.draw();
			this.tell();
		}

		draw() {
			const [width, height] = [this.plot.clientWidth, this.plot.clientHeight];
			if (!width || !height) return;
			const [left, right, top, bottom] = [52, 6, 8, 20];
			const values = this.points.map(p => this.line ? Math.max(0, ...p.values) : p.values.reduce((a, b) => a + b, 0));
			const step = nice(Math.max(1, ...values));
			const steps = Math.max(1, Math.ceil(Math.max(...values, 0) / step));
			const y = value => top + (height - top - bottom) * (1 - value / (steps * step));
			const slice = (width - left - right) / Math.max(1, this.points.length);
			const x = i => left + slice * i;
			const grid = [];
			for (let i = 0; i <= steps; i++) {
				grid.push(svg('line', { class: i ? 'grid' : 'zero', x1: left, x2: width - right, y1: y(i * step), y2: y(i * step) }),
					svg('text', { x: left - 8, y: y(i * step) + 4, 'text-anchor': 'end' }, this.format(i * step)));
			}
			const every = Math.max(1, Math.ceil(64 / slice));
			const labels = [];
			for (let i = this.points.length - 1; i >= 0; i -= every) {
				const at = Math.min(Math.max(x(i) + slice / 2, left + 14), width - right - 16);
				labels.push(svg('text', { x: at, y: height - 4, 'text-anchor': 'middle' }, this.points[i].label.slice(-5)));
			}
			this.band = svg('rect', { class: 'band', y: top, height: height - top - bottom, width: slice, x: 0, visibility: 'hidden' });
			const marks = this.line ? this.lines(x, y, slice) : this.bars(x, y, slice);
			this.place = { left, slice };
			this.plot.setAttribute('viewBox', `0 0 ${width} ${height}`);
			this.plot.replaceChildren(...grid, ...labels, this.band, ...marks);
			this.point(null);
		}

		bars(x, y, slice) {
			const wide = Math.min(28, Math.max(1, slice * 0.72));
			return this.points.flatMap((point, i) => {
				let sum = 0;
				return point.values.map((value, n) => {
					const [from, to] = [y(sum), y(sum += value)];
					// What is there is seen, however little it is.
					return value ? svg('rect', { class: 'abc'[n], x: x(i) + (slice - wide) / 2, width: wide, y: Math.min(to, from - 1.5), height: Math.max(1.5, from - to) }) : null;
				}).filter(Boolean);
			});
		}

		lines(x, y, slice) {
			return this.names.flatMap((_, n) => {
				let path = '';
				const dots = [];
				const at = i => this.points[i]?.values[n] ?? null;
				this.points.forEach((_, i) => {
					if (at(i) === null) return;
					const [cx, cy] = [x(i) + slice / 2, y(at(i))];
					if (at(i - 1) !== null) path += `L${cx} ${cy}`;
					else if (at(i + 1) !== null) path += `M${cx} ${cy}`;
					else dots.push(svg('circle', { class: 'abc'[n], cx, cy, r: 2 }));
				});
				return [...dots, svg('path', { class: `line ${'abc'[n]}`, d: path })];
			});
		}

		point(event) {
			const at = event && this.place ? Math.floor((event.offsetX - this.place.left) / this.place.slice) : -1;
			const point = this.points[at];
			const said = value => value === null ? '–' : this.format(value);
			this.band?.setAttribute('visibility', point ? 'visible' : 'hidden');
			if (point) this.band.setAttribute('x', this.place.left + at * this.place.slice);
			this.read.textContent = point
				? `${point.label}: ${this.names.map((name, n) => `${name} ${said(point.values[n])}`).join(', ')}`
				: this.summary ?? '';
		}

		tell() {
			if (!this.more.open) return;
			this.list.replaceChildren(plain(['Time', ...this.names],
				[...this.points].reverse().map(p => [p.label, ...p.values.map(value => value === null ? '–' : this.format(value))])));
		}
	}

	const charts = new Map();
	const chart = (box, id, title, ...made) => {
		if (!charts.has(id)) charts.set(id, new Chart(...made));
		const found = charts.get(id);
		found.head.textContent = found.title = title;
		found.list.setAttribute('aria-label', `${title}, as a table`);
		if (found.node.parentNode !== box) box.append(found.node);
		return found;
	};

	const NONE = [null, null, null];
	const trafficCharts = (box, ids) => {
		const body = said('series');
		box.hidden = Boolean(closed('series'));
		if (!body) return;
		const spans = body.series;
		const each = body.stepSeconds === 60 ? 'a minute' : `in ${body.stepSeconds / 60} minutes`;
		const step = body.stepSeconds * 1000;
		const last = Date.parse(spans.at(-1)?.from ?? body.generatedAt);
		const told = new Map(spans.map(span => [Date.parse(span.from), span]));
		// What was before the start is an empty place, so that an hour is always as wide.
		const length = Number(/\d{2,}/.exec(got.series.key)) * 60e3 / step;
		const points = values => Array.from({ length }, (_, i) => {
			const at = last - step * (length - 1 - i);
			return { label: clock(at), values: told.has(at) ? values(told.get(at)) : NONE };
		});
		const sum = name => spans.reduce((all, span) => all + span[name], 0);
		const worst = Math.max(0, ...spans.map(span => span.p95Ms ?? 0));
		if (ids.includes('requests')) {
			chart(box, `${view}-requests`, `Requests ${each}`, ['Answered', 'Server errors']).set(
				points(s => [s.requests - s.errors, s.errors]), `${many(sum('requests'), 'request')}, ${many(sum('errors'), 'server error')}.`);
		}
		if (ids.includes('latency')) {
			chart(box, `${view}-latency`, 'Time to answer', ['Median', '95 %', '99 %'], { line: true, format: millis }).set(
				points(s => [s.p50Ms, s.p95Ms, s.p99Ms]), worst ? `The slowest 95 % mark is ${millis(worst)}.` : 'Nothing was asked.');
		}
		if (ids.includes('denied')) {
			chart(box, `${view}-denied`, `Refusals ${each}`, ['Too fast', 'Denied']).set(
				points(s => [s.limited, s.denied]), `${count(sum('denied'))} denied, ${count(sum('limited'))} told to slow down.`);
		}
	};

	// ---- views

	const STATES = { ready: '', stale: 'warn', failed: 'bad', running: 'busy', queued: 'busy' };
	const state = w => {
		const text = w.progress ? `${w.state} ${count(w.progress[0])} of ${count(w.progress[1])}` : w.state;
		return pill(STATES[w.state] ?? 'warn', text);
	};
	const behind = w => w.behindBy ? many(w.behindBy, 'commit') : w.indexedAt ? 'up to date' : null;
	const seconds = n => n < 120 ? `${Math.round(n)} s` : n < 7200 ? `${Math.round(n / 60)} min` : `${Math.round(n / 3600)} h`;

	const ends = t => t.expiresAt === null ? null : Date.parse(t.expiresAt);
	const expired = t => ends(t) !== null && ends(t) <= now();
	const ending = t => ends(t) !== null && !expired(t) && ends(t) < now() + 14 * DAY;
	const idle = t => Math.max(Date.parse(t.lastUsedAt ?? t.createdAt ?? 0), 0) < now() - 30 * DAY;

	const faulty = body => `The configuration has changed and is faulty, the old one counts: ${body.configError}`;
	const attention = () => {
		const found = [];
		const add = (kind, ...text) => found.push(el('li', {}, note(kind, ...text)));
		const spaces = said('workspaces');
		if (spaces?.configError) add('bad', faulty(spaces));
		for (const w of spaces?.workspaces ?? []) {
			if (w.state === 'ready' && !w.error) continue;
			const kind = w.state === 'failed' ? 'bad' : w.state === 'stale' || w.error ? 'warn' : '';
			add(kind, 'Workspace ', to('workspaces?q', w.id), ` ${w.state === 'failed' ? 'has' : 'is'} ${w.state}${w.behindBy ? `, ${behind(w)} behind` : ''}${w.error ? `: ${w.error}` : '.'}`);
		}
		const m = said('metrics');
		if (m?.audit.failing) add('bad', 'The audit log cannot be written: nothing is answered.');
		if (m?.savings.failing) add('warn', 'The savings ledger cannot be written; answers go on.');
		if (m?.eventsDropped) add('warn', `${many(m.eventsDropped, 'event')} could not be kept since the start.`);
		const errors = (said('series')?.series ?? []).reduce((all, s) => all + s.errors, 0);
		if (errors) add('bad', link('#traffic', many(errors, 'server error')), ' in the last hour.');
		const tokens = said('tokens')?.tokens ?? [];
		for (const t of tokens.filter(ending)) add('warn', 'Token ', to('tokens?q', t.id), ' ends ', when(t.expiresAt), '.');
		const old = tokens.filter(expired).length;
		if (old) add('', link('#tokens?show=expired', many(old, 'token')), ` ${old === 1 ? 'has' : 'have'} expired.`);
		if (!tokens.length && me.expiresAt && ending(me)) add('warn', 'Your token ends ', when(me.expiresAt), '.');
		const storage = said('usage')?.storage;
		if (storage?.quota_bytes && storage.used_bytes > 0.8 * storage.quota_bytes) add('warn', `${bytes(storage.used_bytes)} of ${bytes(storage.quota_bytes)} storage are used.`);
		return found;
	};

	const VIEWS = {
		overview: {
			uses: ['workspaces', 'metrics', 'series', 'tokens', 'usage'],
			draw() {
				const spaces = said('workspaces')?.workspaces;
				const [m, series, tokens, usage] = ['metrics', 'series', 'tokens', 'usage'].map(said);
				const lately = name => series.series.reduce((all, s) => all + s[name], 0);
				const answering = spaces?.filter(w => w.commit !== null || w.indexedAt !== null).length;
				const behindMost = Math.max(0, ...(spaces ?? []).map(w => w.behindBy));
				const list = [
					spaces && ['Workspaces answering', `${count(answering)} of ${count(spaces.length)}`, behindMost ? `up to ${many(behindMost, 'commit')} behind` : 'none is behind', '#workspaces'],
					series && ['Requests, last hour', count(lately('requests')), `${many(lately('errors'), 'server error')}`, '#traffic'],
					m && ['Time to answer', millis(m.slo.p95_ms), `95 % of the newest ${count(m.slo.window_len)}`, '#traffic'],
					series && ['Denied, last hour', count(lately('denied')), `${count(lately('limited'))} told to slow down`, '#audit?allowed=false'],
					tokens && ['Tokens', count(tokens.tokens.length), `${count(tokens.tokens.filter(ending).length)} ending within 14 days`, '#tokens'],
					usage && ['Tokens of context saved', count(usage.savings.net_saved_tokens), dollars(usage.savings.net_saved_usd), '#savings'],
				];
				put(slot('tiles'), [list], () => spaces ? tiles(list) : quiet('Asking …'));
				const found = attention();
				put(slot('attention'), [found.map(line => line.textContent), me], () => [
					found.length ? el('ul', { class: 'notes' }, found) : note('good', 'Nothing that this page can see.'),
					notShown('Traffic, tokens, storage and savings are', 'metrics'),
				]);
				trafficCharts(slot('charts'), ['requests', 'latency']);
			},
		},

		workspaces: {
			uses: ['workspaces', 'metrics', 'storage'],
			draw() {
				const body = said('workspaces');
				if (!body) return;
				put(slot('fault'), [body.configError ?? ''], () => body.configError ? note('bad', faulty(body)) : null);
				const index = said('metrics')?.index ?? {};
				const sizes = new Map((said('storage')?.components ?? []).map(c => [c.id, c.bytes]));
				const rows = body.workspaces
					.filter(w => matches([w.id, w.label, w.branch, w.commit, w.state, w.error].join(' ')))
					.map(w => ({ ...w, lag: index[w.id]?.lag_seconds ?? 0, bytes: sizes.get(`workspace:${w.id}`) ?? null }));
				tell('count', `${count(rows.length)} of ${many(body.workspaces.length, 'workspace')}`);
				const rank = ['failed', 'stale', 'queued', 'running', 'ready'];
				table(slot('table'), {
					caption: 'Workspaces',
					first: 'id',
					rows,
					none: body.workspaces.length ? 'No workspace is like that.' : 'This token sees no workspace.',
					columns: [
						{ id: 'id', label: 'Workspace', sort: w => w.id, cell: w => [w.id, w.label ? small(w.label) : null, w.default ? small('default') : null] },
						{ id: 'state', label: 'State', sort: w => rank.indexOf(w.state), cell: w => [state(w), w.error ? el('small', { class: 'bad-text' }, w.error) : null] },
						{ id: 'commit', label: 'Commit', cell: w => w.commit ? [el('code', { title: w.commit }, w.commit.slice(0, 12)), w.branch ? small(w.branch) : null] : w.branch },
						{ id: 'behindBy', label: 'Lag', down: true, sort: w => w.behindBy, cell: w => w.behindBy ? [el('span', { class: 'warn-text' }, behind(w)), w.lag >= 1 ? small(`for ${seconds(w.lag)}`) : null] : behind(w) },
						{ id: 'files', label: 'Files', num: true, sort: w => w.files, cell: w => count(w.files) },
						{ id: 'bytes', label: 'On disk', num: true, sort: w => w.bytes, cell: w => w.bytes === null ? null : bytes(w.bytes) },
						{ id: 'indexedAt', label: 'Indexed', down: true, sort: w => w.indexedAt && Date.parse(w.indexedAt), cell: w => w.indexedAt && when(w.indexedAt) },
					].filter(c => c.id !== 'bytes' || !closed('storage')),
				});
			},
		},

		traffic: {
			uses: ['series', 'metrics'],
			draw() {
				put(slot('closed'), [closed('series'), got.series?.refused, me], () => notShown('Traffic is', 'series'));
				byId('view-traffic').querySelector('form').hidden = Boolean(closed('series'));
				trafficCharts(slot('charts'), ['requests', 'latency', 'denied']);
				const m = said('metrics');
				if (!m) return;
				put(slot('tools-title'), 'title', () => [el('h2', {}, 'Tools, since the start'), quiet('An error is whoever\'s fault: a path that does not exist is one.')]);
				const rows = Object.entries(m.tools).map(([name, t]) => ({ name, ...t })).filter(t => matches(t.name));
				table(slot('tools'), {
					caption: 'Tools',
					first: '-calls_total',
					rows,
					none: Object.keys(m.tools).length ? 'No tool is like that.' : 'No tool has been called yet.',
					columns: [
						{ id: 'name', label: 'Tool', sort: t => t.name, cell: t => t.name },
						...[['calls_total', 'Calls', count], ['errors_total', 'Errors', count], ['p50_ms', 'Median', millis], ['p95_ms', '95 %', millis], ['p99_ms', '99 %', millis]]
							.map(([id, label, format]) => ({ id, label, num: true, sort: t => t[id], cell: t => format(t[id]) })),
					],
				});
				put(slot('refusals'), m.refusals, () => [
					el('h2', {}, 'Turned away at the door, since the start'),
					Object.keys(m.refusals).length ? el('ul', {}, Object.entries(m.refusals).map(([code, n]) => el('li', {}, `${code}: ${count(n)}`))) : quiet('Nobody.'),
				]);
			},
		},

		tokens: {
			uses: ['tokens'],
			draw() {
				const body = said('tokens');
				byId('view-tokens').querySelector('form').hidden = !body;
				if (!body) return put(slot('table'), [closed('tokens'), got.tokens?.refused], () => notShown('Tokens are', 'tokens'));
				const kinds = { ending, expired, endless: t => ends(t) === null, idle };
				const rows = body.tokens
					.filter(t => kinds[param('show')]?.(t) ?? true)
					.filter(t => matches([t.id, t.role, ...t.scopes, ...(t.workspaces ?? [])].join(' ')));
				tell('count', `${count(rows.length)} of ${many(body.tokens.length, 'token')}`);
				const time = name => t => t[name] === null ? null : Date.parse(t[name]);
				const end = t => t.expiresAt === null ? 'never' : [
					expired(t) ? pill('bad', 'expired') : ending(t) ? pill('warn', 'soon') : null,
					expired(t) || ending(t) ? ' ' : null,
					when(t.expiresAt)];
				table(slot('table'), {
					caption: 'Tokens',
					first: '-lastUsedAt',
					rows,
					none: 'No token is like that.',
					columns: [
						{ id: 'id', label: 'Token', sort: t => t.id, cell: t => [to('audit?token', t.id), t.id === me.id ? small('yours') : null] },
						{ id: 'lastUsedAt', label: 'Last use', down: true, sort: time('lastUsedAt'), cell: t => t.lastUsedAt === null ? 'never' : when(t.lastUsedAt) },
						{ id: 'expiresAt', label: 'Ends', sort: time('expiresAt'), cell: t => [end(t), t.previousExpiresAt && Date.parse(t.previousExpiresAt) > now() ? small('its old secret ', when(t.previousExpiresAt)) : null] },
						{ id: 'role', label: 'Role and scopes', sort: t => t.role ?? '', cell: t => [t.role ?? 'no role', small(t.scopes.join(', '))] },
						{ id: 'workspaces', label: 'Workspaces', cell: t => t.workspaces ? t.workspaces.join(', ') : 'all' },
						{ id: 'createdAt', label: 'Made', down: true, sort: time('createdAt'), cell: t => t.createdAt && when(t.createdAt) },
					],
				});
			},
		},

		audit: {
			uses: ['audit', 'tokens'],
			draw() {
				const body = said('audit');
				byId('view-audit').querySelector('form').hidden = Boolean(closed('audit'));
				put(byId('token-ids'), said('tokens')?.tokens.map(t => t.id) ?? [], () => (said('tokens')?.tokens ?? []).map(t => el('option', { value: clean(t.id) })));
				if (!body) return put(slot('table'), [closed('audit'), got.audit?.refused], () => notShown('The audit log is', 'audit') ?? quiet('Asking …'));
				const rows = body.records.filter(r => matches([r.tool, r.method, r.tokenId, r.workspaceId, r.deniedReason, r.remote, r.requestId, r.note].join(' ')));
				tell('count', `${count(rows.length)} of ${many(body.count, 'record')}${body.count >= Number(param('limit') || 100) ? ', there are more' : ''}`);
				const decision = r => [
					r.allowed ? pill(r.deniedReason ? 'warn' : '', r.deniedReason ? 'failed' : 'allowed') : pill('bad', 'denied'),
					r.deniedReason ? small(r.deniedReason) : null];
				table(slot('table'), {
					caption: 'Audit records, newest first',
					rows,
					none: 'No record is like that.',
					columns: [
						{ id: 'ts', label: 'Time', cell: r => when(r.ts) },
						{ id: 'tool', label: 'What', cell: r => [r.tool, r.method === r.tool ? null : small(`over ${r.method}`), r.note ? small(r.note) : null, r.phase ? small(r.phase) : null] },
						{ id: 'token', label: 'Token', cell: r => r.tokenId === null ? 'unknown' : to('audit?token', r.tokenId) },
						{ id: 'workspace', label: 'Workspace', cell: r => r.workspaceId },
						{ id: 'decision', label: 'Decision', cell: r => [decision(r), r.count > 1 ? small(`${count(r.count)} times`) : null] },
						{ id: 'took', label: 'Took', num: true, cell: r => r.durationMs === null || r.durationMs === undefined ? null : millis(r.durationMs) },
						{ id: 'remote', label: 'From', cell: r => [r.remote ?? 'here', r.requestId ? el('small', { class: 'mono' }, r.requestId) : null] },
					],
				});
			},
		},

		savings: {
			uses: ['savings', 'usage'],
			draw() {
				put(slot('closed'), [closed('savings'), got.savings?.refused, me], () => notShown('Savings are', 'savings'));
				const [team, usage] = [said('savings'), said('usage')];
				if (!team || !usage) return;
				const own = usage.savings;
				const list = [
					['This server, net', count(own.net_saved_tokens), `${dollars(own.net_saved_usd)}, ${many(own.total_events, 'answer')}`],
					['This server, gross', count(own.saved_tokens), `${count(own.bounce_tokens)} read again since`],
					own.modelled.total_events ? ['Assumed, not measured', count(own.modelled.net_saved_tokens), many(own.modelled.total_events, 'answer')] : null,
					['Reported by members, net', count(team.totals.net_saved_tokens), `${dollars(team.totals.saved_usd)}, ${many(team.member_count, 'member')}`],
					['Calls of tools', count(usage.toolCalls), 'since the start'],
				];
				put(slot('tiles'), [list, own.unpriced_events], () => [tiles(list), own.unpriced_events ? quiet(`${many(own.unpriced_events, 'answer')} cannot be priced: no price is known of the model that read them.`) : null]);
				slot('charts').hidden = !team.series.length;
				if (team.series.length) {
					chart(slot('charts'), 'saved', 'Tokens saved a day, as members report', ['Net']).set(
						team.series.map(day => ({ label: day.date, values: [day.net_saved_tokens] })),
						`${count(team.totals.net_saved_tokens)} in all.`);
				}
				put(slot('tables'), [team.by_member, team.by_model, team.by_tool], () => {
					const part = (title, head, rows) => rows.length ? el('div', {}, el('h2', {}, title), plain(head, rows)) : null;
					const parts = [
						part('By member', ['Member', 'Net tokens', 'Reported'], team.by_member.map(m => [m.agent_id, count(m.net_saved_tokens), when(m.last_reported)])),
						part('By tool', ['Tool', 'Tokens'], team.by_tool.map(t => [t.tool, count(t.saved_tokens)])),
						part('By model', ['Model', 'Tokens', 'Worth'], team.by_model.map(m => [m.model, count(m.saved_tokens), dollars(m.saved_usd)])),
					].filter(Boolean);
					return parts.length ? el('div', { class: 'pair' }, parts) : quiet('No member has reported yet: lean-ctx savings push sends a signed batch.');
				});
			},
		},
	};

	const draw = () => {
		if (!me) return;
		show();
		const limits = [me.workspaces ? `sees ${me.workspaces.join(', ')}` : '', me.scopes.includes('audit') ? '' : 'without audit'].filter(Boolean).join(', ');
		byId('who').textContent = clean(`as ${me.name ?? me.id}${limits ? ` · ${limits}` : ''}`);
		VIEWS[view].draw();
		tick();
	};

	// ---- coming and going

	const signedIn = on => {
		for (const id of ['nav', 'refresh', 'pause', 'leave']) byId(id).hidden = !on;
		byId('enter').hidden = on;
		byId('wait').hidden = true;
		byId('leave').textContent = token ? 'Sign out' : 'Use a token';
		if (!on) {
			byId('who').textContent = byId('pulse').textContent = '';
			byId('trouble').hidden = true;
		}
	};

	const start = found => {
		era++;
		me = found;
		got.me = { body: found, at: Date.now(), key: keyOf('me'), refused: '' };
		signedIn(true);
		read();
		show();
		void refresh();
	};

	// Nothing of what was shown is left behind.
	const wipe = () => {
		for (const name of Object.keys(got)) delete got[name];
		charts.clear();
		for (const box of all('[data-slot],#token-ids')) {
			box.replaceChildren();
			box.drawn = undefined;
		}
	};

	const leave = why => {
		era++;
		round++;
		clearTimeout(timer);
		token = me = null;
		failures = 0;
		troubled = '';
		kept('sessionStorage', 'token', null);
		wipe();
		signedIn(false);
		show();
		reason(why);
		byId('token').focus();
	};

	const reason = why => {
		byId('why').hidden = !why;
		byId('why').textContent = clean(why ?? '');
	};

	const enter = async event => {
		event.preventDefault();
		const field = byId('token');
		const typed = field.value.trim();
		if (!/^[\x21-\x7e]+$/.test(typed)) return reason('That is no token: it has no spaces and no special letters.');
		reason('');
		token = typed;
		const own = ++era;
		try {
			const found = await ask('/v1/me');
			if (own !== era) return;
			field.value = '';
			kept('sessionStorage', 'token', byId('keep').checked ? typed : null);
			start(found);
			byId(`h-${view}`).focus();
		} catch (fault) {
			if (own !== era) return;
			token = null;
			reason(`Not let in: ${fault.message}.`);
			field.select();
		}
	};

	// Who comes through a proxy that says who they are needs no token.
	const arrive = async () => {
		token = kept('sessionStorage', 'token');
		const own = ++era;
		try {
			const found = await ask('/v1/me');
			if (own === era) start(found);
		} catch (fault) {
			if (own !== era) return;
			const had = token;
			leave([401, 429].includes(fault.status) && !had ? '' : `${had ? 'Signed out' : 'Not let in'}: ${fault.message}.`);
		}
	};

	// ---- hands

	const pause = () => {
		if (!me) return;
		paused = !paused;
		byId('pause').textContent = paused ? 'Go on' : 'Pause';
		say(paused ? 'Paused.' : 'Goes on.');
		if (paused) plan(0);
		else void refresh();
	};

	const turn = () => {
		theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
		root.dataset.theme = theme;
		byId('theme').textContent = `Theme: ${theme}`;
		kept('localStorage', 'theme', theme === 'auto' ? null : theme);
	};

	const help = () => byId('keys').open ? byId('keys').close() : byId('keys').showModal();

	const press = event => {
		if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
		const at = event.target;
		const writing = at.matches?.('input:not([type=checkbox]),select,textarea');
		if (event.key === 'Escape' && at.matches?.('input[type=search]')) {
			at.value = '';
			at.dispatchEvent(new Event('input', { bubbles: true }));
			at.blur();
		}
		if (writing || byId('keys').open || kept('localStorage', 'keys') === 'off') return;
		const acts = { '?': help, t: turn, r: () => void refresh(true), p: pause };
		if (me && /^[1-6]$/.test(event.key)) location.hash = all('#nav a')[event.key - 1].hash;
		else if (me && event.key === '/') byId(`view-${view}`).querySelector('input[type=search]')?.focus();
		else if (acts[event.key]) acts[event.key]();
		else return;
		event.preventDefault();
	};

	// Filters are in the address. What the server filters is asked anew, the rest only drawn.
	let typing = 0;
	const change = event => {
		const input = event.target;
		const name = input.dataset.param;
		if (!name) return;
		set(name, input.type === 'checkbox' ? (input.checked ? 'true' : '') : input.value.trim());
		clearTimeout(typing);
		const again = name === 'q' || name === 'show' ? draw : () => {
			draw();
			void refresh();
		};
		if (input.type === 'text') typing = setTimeout(again, 300);
		else again();
	};

	document.addEventListener('DOMContentLoaded', () => {
		byId('theme').textContent = `Theme: ${theme}`;
		byId('keys-on').checked = kept('localStorage', 'keys') !== 'off';
		const on = (id, type, act) => byId(id).addEventListener(type, act);
		on('keys-on', 'change', event => kept('localStorage', 'keys', event.target.checked ? null : 'off'));
		on('form', 'submit', event => void enter(event));
		on('refresh', 'click', () => void refresh(true));
		on('pause', 'click', pause);
		on('theme', 'click', turn);
		on('help', 'click', help);
		on('leave', 'click', () => leave(''));
		on('skip', 'click', event => {
			event.preventDefault();
			byId('main').focus();
		});
		for (const form of all('form.filters')) {
			form.addEventListener('submit', event => event.preventDefault());
			form.addEventListener('input', change);
		}
		byId('main').addEventListener('click', event => {
			const button = event.target.closest?.('[data-sort]');
			if (!button) return;
			set('sort', button.dataset.sort);
			draw();
		});
		document.addEventListener('keydown', press);
		window.addEventListener('hashchange', () => {
			const moved = read();
			if (!me) return;
			draw();
			if (moved) byId(`h-${view}`).focus();
			void refresh();
		});
		document.addEventListener('visibilitychange', () => {
			clearTimeout(timer);
			if (!document.hidden && me && !paused) void refresh();
		});
		const sizes = new ResizeObserver(entries => {
			const unit = parseFloat(getComputedStyle(root).fontSize);
			for (const { target } of entries) {
				if (target.matches('.sheet')) target.classList.toggle('narrow', target.clientWidth < (target.matches('.wide') ? 58 : 44) * unit);
				else for (const each of charts.values()) if (target.contains(each.node)) each.draw();
			}
		});
		for (const box of all('.sheet,.charts')) sizes.observe(box);
		setInterval(tick, 5000);
		read();
		show();
		void arrive();
	});
})();
