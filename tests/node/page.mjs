// The status page in a real browser: click, type, filter, look, and nothing but what the policy allows.
// Arguments: a JSON file that says where the server is, which tokens it knows, and where to put pictures.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Browser, eventually } from './browser.mjs';

const set = JSON.parse(await readFile(process.argv[2], 'utf8'));
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const VIEWS = ['overview', 'workspaces', 'traffic', 'tokens', 'audit', 'savings'];
await mkdir(set.pictures, { recursive: true });
const browser = await Browser.open(set.chromium, set.profile);

const shown = id => `!document.querySelector('#${id}').hidden`;
const closed = async page => {
  await page.open(`${set.url}/ui`);
  await page.until(shown('enter'));
};
const enter = async (page, token, address = '') => {
  await page.open(`${set.url}/ui${address}`);
  await page.until(shown('enter'));
  await page.click('#token');
  await page.write(token);
  await page.press('Enter');
  await page.until(shown('nav'));
};
const go = async (page, view, query = '') => {
  await page.run(`location.hash = '#${view}${query}'`);
  await page.until(shown(`view-${view}`));
};
const focused = page => page.run('document.activeElement.id || document.activeElement.dataset.param || document.activeElement.tagName');

const steps = {
  async 'a token lets in, a wrong one does not, and none is left behind'() {
    const page = await browser.page();
    await closed(page);
    assert.equal(await focused(page), 'token');
    assert.equal(await page.run('document.querySelector("#token").type'), 'password');
    for (const wrong of ['lctx_wrong', 'two words']) {
      await page.run('document.querySelector("#token").select()');
      await page.write(wrong);
      await page.click('#form button');
      await page.reads(wrong === 'two words' ? 'That is no token' : 'Not let in', '#why');
    }
    await page.run('document.querySelector("#token").select()');
    await page.write(set.admin);
    await page.click('#form button');
    await page.reads('as admin', '#who');
    await page.reads('3 of 4', '#view-overview');
    const stores = 'JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage), location.href, document.cookie, document.body.outerHTML])';
    assert(!(await page.run(stores)).includes(set.admin), 'the token is nowhere to be found');
    assert.equal(await page.run('document.querySelector("#token").value'), '');
    for (const request of page.requests) {
      assert(request.url.startsWith(set.url) || request.url === 'about:blank', request.url);
      assert(!request.url.includes('lctx_'), request.url);
      assert.equal(request.method, 'GET');
    }
    await page.reload();
    await page.until(shown('enter'));
    // Kept only where that is wanted, and then until one signs out.
    await page.click('#keep');
    await page.click('#token');
    await page.write(set.admin);
    await page.press('Enter');
    await page.until(shown('nav'));
    await page.reload();
    await page.reads('as admin', '#who');
    await page.reads('3 of 4', '#view-overview');
    await page.click('#leave');
    await page.until(shown('enter'));
    assert(!(await page.run(stores)).includes(set.admin));
    assert.equal(await page.run('[...document.querySelectorAll("[data-slot]")].map(n => n.textContent).join("")'), '', 'nothing is left of what was shown');
    await page.reload();
    await page.until(shown('enter'));
  },

  async 'what others have named is text'(page) {
    await enter(page, set.admin);
    for (const view of VIEWS) {
      await go(page, view, view === 'audit' ? '?limit=1000' : '');
      if (view === 'workspaces') {
        await page.reads('<script>alert("label")</script>', '#view-workspaces');
        await page.reads('feat/<b>"x', '#view-workspaces');
        await page.reads('<img src=x onerror=alert(1)>', '#view-workspaces');
        await page.reads('right\ufffdtfel', '#view-workspaces');
      }
      if (view === 'audit') {
        await page.reads('<img src=x onerror=alert(2)>', '#view-audit');
        await page.reads('"\'><svg/onload=alert(3)>\ufffd', '#view-audit');
      }
      assert.equal(await page.run('document.querySelectorAll("script,iframe,object,embed,[onerror],[onload],main img,main b,[style]").length'), 1, view);
      assert(!/[\u202a-\u202e\u2066-\u2069]/.test(await page.run('document.body.textContent')), view);
    }
  },

  async 'filters, sorting and addresses'(page) {
    await enter(page, set.admin, '#audit?allowed=false');
    await page.reads('denied', '#view-audit table');
    assert.equal(await page.run('document.querySelector("[data-param=allowed]").value'), 'false');
    assert(!(await page.text('#view-audit tbody')).includes('allowed'));
    await page.run('document.querySelector("[data-param=allowed]").value = "true"; document.querySelector("[data-param=allowed]").dispatchEvent(new Event("input", {bubbles: true}))');
    await page.reads('ctx_search', '#view-audit tbody');
    assert(!(await page.text('#view-audit tbody')).includes('denied'));
    assert.match(await page.run('location.hash'), /^#audit\?allowed=true$/);
    // Reads of pages such as this one are left out until one asks for them.
    assert(!(await page.text('#view-audit tbody')).includes('/v1/audit'));
    await page.click('[data-param=routine]');
    await page.reads('/v1/audit', '#view-audit tbody');
    await page.click('#view-audit tbody a[href="#audit?token=alice"]');
    await page.until('[...document.querySelectorAll("#view-audit tbody td[data-label=Token]")].every(td => td.innerText === "alice")');
    assert.equal(await page.run('location.hash'), '#audit?token=alice');

    await page.click('#nav a[href="#workspaces"]');
    await page.reads('core', '#view-workspaces tbody');
    await page.click('#view-workspaces [data-param=q]');
    await page.write('shop WEB');
    await page.reads('1 of 4 workspaces', '#view-workspaces');
    assert.equal(await page.run('location.hash'), '#workspaces?q=shop+WEB');
    await page.press('Escape');
    await page.reads('4 of 4 workspaces', '#view-workspaces');
    const names = '[...document.querySelectorAll("#view-workspaces tbody th")].map(th => th.innerText.split("\\n")[0]).join()';
    assert.equal(await page.run(names), 'core,gone,infra,web');
    await page.click('#view-workspaces [data-sort="-id"]');
    assert.equal(await page.run(names), 'web,infra,gone,core');
    assert.equal(await page.run('document.querySelector("#view-workspaces th[aria-sort]").getAttribute("aria-sort")'), 'descending');

    await page.click('#nav a[href="#tokens"]');
    await page.reads('alice', '#view-tokens tbody');
    await page.run('location.hash = "#tokens?show=ending"');
    await page.reads('1 of', '#view-tokens [data-slot=count]');
    await page.reads('ending-soon', '#view-tokens tbody');

    await page.click('#nav a[href="#traffic"]');
    await page.until('document.querySelectorAll("#view-traffic svg.plot rect.a").length > 0');
    assert.match(await page.run('document.querySelector("#view-traffic svg.plot").getAttribute("aria-label")'), /^Requests a minute\. [\d,]+ requests, 0 server errors\./);
    await page.click('#view-traffic summary');
    await page.reads('Server errors', '#view-traffic details table');
    await page.run('location.hash = "#traffic?range=6h"');
    await page.reads('Requests in 5 minutes', '#view-traffic');
    await page.reads('ctx_search', '#view-traffic [data-slot=tools]');
  },

  async 'by keys alone'(page) {
    await closed(page);
    await page.write(set.admin);
    await page.press('Enter');
    await page.until(shown('nav'));
    assert.equal(await focused(page), 'h-overview');
    await page.press('2');
    await page.until('document.activeElement.id === "h-workspaces"');
    await page.reads('core', '#view-workspaces tbody');
    await page.press('/');
    assert.equal(await focused(page), 'q');
    await page.write('infra');
    await page.reads('1 of 4', '#view-workspaces');
    await page.press('Escape');
    await page.reads('4 of 4', '#view-workspaces');
    await page.press('?');
    await page.until('document.querySelector("#keys").open');
    await page.press('Escape');
    await page.until('!document.querySelector("#keys").open');
    for (const theme of ['light', 'dark', 'auto']) {
      await page.press('t');
      assert.equal(await page.run('document.documentElement.dataset.theme'), theme);
    }
    // Every control is reached, in the order of the page, and one sees where one is.
    await page.run('document.querySelector("#skip").focus()');
    const reached = [];
    const all = await page.run('[...document.querySelectorAll("a,button,input,select,summary,[tabindex=\\"0\\"]")].filter(n => n.checkVisibility()).length');
    for (let i = 0; i < all; i++) {
      const [name, ring] = await page.run(`(() => {
        const n = document.activeElement, s = getComputedStyle(n);
        return [n.outerHTML.slice(0, 80), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2];
      })()`);
      assert(ring, `no ring around ${name}`);
      reached.push(name);
      await page.press('Tab');
    }
    assert.equal(new Set(reached).size, all, reached.join('\n'));
    // What one refreshes keeps the focus where it was.
    await page.run('document.querySelector("[data-k=\\"sort:files\\"]").focus()');
    await page.press('Enter');
    assert.equal(await page.run('document.activeElement.dataset.k'), 'sort:files');
    // Keys of one letter can be switched off.
    await page.press('?');
    await page.until('document.querySelector("#keys").open');
    await page.click('#keys-on');
    await page.press('Escape');
    await page.press('3');
    assert.equal(await page.run(shown('view-traffic')), false);
  },

  async 'who may see less is told so, and nobody is asked for it'(page) {
    await enter(page, set.viewer);
    await page.reads('as viewer · without audit', '#who');
    await page.reads('it lacks the scope audit', '#view-overview');
    for (const view of ['traffic', 'tokens', 'audit', 'savings']) {
      await go(page, view);
      await page.reads('not shown: this token may not ask for it, because it lacks the scope audit.', `#view-${view}`);
      assert.equal(await page.run(`document.querySelectorAll('#view-${view} table').length`), 0);
    }
    await go(page, 'workspaces');
    await page.reads('ask who runs the server', '#view-workspaces');
    assert(!(await page.text('#view-workspaces')).includes('On disk'));
    const bound = await browser.page();
    await enter(bound, set.bound, '#tokens');
    await bound.reads('because it is bound to workspaces', '#view-tokens');
    await go(bound, 'audit');
    await bound.reads('core', '#view-audit tbody');
    await go(bound, 'workspaces');
    await bound.reads('1 of 1 workspace', '#view-workspaces');
    for (const each of [page, bound]) {
      const asked = each.requests.map(request => new URL(request.url).pathname);
      assert(!asked.some(path => ['/v1/tokens', '/v1/metrics', '/v1/storage'].includes(path)), asked.join());
    }
  },

  async 'whom a proxy vouches for goes straight in'(page) {
    await page.send('Network.setExtraHTTPHeaders', { headers: { 'X-Forwarded-Email': 'ann@example.com', 'X-Forwarded-Groups': 'eng' } });
    await page.open(`${set.url}/ui#tokens`);
    await page.reads('as ann@example.com', '#who');
    await page.reads('alice', '#view-tokens tbody');
    assert(!page.requests.some(request => Object.keys(request.headers).some(name => name.toLowerCase() === 'authorization')));
    // Who wants to be somebody else may.
    await page.reads('Use a token', '#leave');
    await page.click('#leave');
    await page.until(shown('enter'));
    await page.write(set.viewer);
    await page.press('Enter');
    await page.reads('as viewer', '#who');
  },

  async 'it refreshes itself, pauses, and waits longer while nobody answers'(page) {
    await page.send('Page.addScriptToEvaluateOnNewDocument', {
      source: 'window.delays = []; const real = window.setTimeout; window.setTimeout = (act, ms, ...more) => { if (ms >= 10000) { delays.push(ms); ms /= 100; } return real(act, ms, ...more); };',
    });
    await enter(page, set.admin, '#audit');
    const asked = () => page.requests.filter(request => request.url.includes('/v1/audit')).length;
    // What is due after ten seconds is not yet due: only the plan is made again.
    await page.until('delays.length > 3 && delays.every(ms => ms === 10000)');
    const before = asked();
    await page.press('r');
    await eventually('r asks again', () => asked() > before);
    await page.press('p');
    await page.reads('paused', '#pulse');
    await page.run('delays.length = 0');
    await page.send('Network.emulateNetworkConditions', { offline: true, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    await page.press('r');
    await page.reads('The server is not reached. What you see is what it said last. It is asked again in 20 s.', '#trouble');
    await page.press('r');
    await page.reads('It is asked again in 40 s.', '#trouble');
    assert.equal(await page.run('delays.length'), 0, 'nothing is planned during a pause');
    await page.reads('ctx_search', '#view-audit tbody');
    await page.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    await page.press('p');
    await page.until('document.querySelector("#trouble").hidden');
    await page.reads('The server answers again.', '#said').catch(() => assert.fail('it is not said'));
  },

  async 'it fits at 320 pixels and at 400 %, in light and in dark, and axe finds nothing'(page) {
    await page.media({ 'prefers-color-scheme': 'light', 'prefers-reduced-motion': 'reduce' });
    await closed(page);
    const wide = `[...document.querySelectorAll('body *')].filter(n => n.checkVisibility() && !n.closest('.unseen,.skip,svg,datalist') && n.getBoundingClientRect().right > innerWidth + 0.5).map(n => n.outerHTML.slice(0, 120))`;
    const papers = new Set();
    const look = async view => {
      for (const [width, height, scale] of [[1280, 900, 1], [320, 640, 1], [320, 225, 4]]) {
        for (const scheme of ['light', 'dark']) {
          const name = `${view}-${width}${scale > 1 ? '-400%' : ''}-${scheme}`;
          await page.size(width, height, scale);
          await page.media({ 'prefers-color-scheme': scheme, 'prefers-reduced-motion': 'reduce' });
          await page.until(`innerWidth === ${width}`);
          // Two frames: sizes are told to the page after the first.
          await page.run('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))');
          assert(await page.run('document.documentElement.scrollWidth') <= width, `${name} scrolls sideways: ${await page.run(wide)}`);
          assert.deepEqual(await page.run(wide), [], `${name} is cut off`);
          papers.add(`${scheme} ${await page.run('getComputedStyle(document.body).backgroundColor')}`);
          assert((await page.shoot(`${set.pictures}/${name}.png`)) > 5000, name);
          // Each width and each colour once; all of them where somebody wants the pictures, too.
          if (scale === 1 && (set.all || (width === 320) === (scheme === 'dark'))) assert.deepEqual(await page.faults(axe), [], name);
        }
      }
      await page.size(1280, 900);
    };
    await look('enter');
    await page.click('#token');
    await page.write(set.admin);
    await page.press('Enter');
    await page.until(shown('nav'));
    for (const view of VIEWS) {
      await go(page, view);
      await page.until(view === 'savings' ? 'document.querySelector("#view-savings .tiles")' : `document.querySelector('#view-${view} :is(tbody, .plot > rect)')`);
      await look(view);
    }
    assert.equal(papers.size, 2, [...papers].join());
    // The switch wins over the system's choice, and is remembered.
    await page.media({ 'prefers-color-scheme': 'dark' });
    const dark = await page.run('getComputedStyle(document.body).backgroundColor');
    await page.click('#theme');
    assert.notEqual(await page.run('getComputedStyle(document.body).backgroundColor'), dark);
    await page.reload();
    await page.until(shown('enter'));
    assert.equal(await page.run('document.documentElement.dataset.theme'), 'light');
    await page.media({ 'prefers-reduced-motion': 'reduce' });
    assert.equal(await page.run('getComputedStyle(document.querySelector("#theme")).transitionDuration'), '0s');
  },

  async 'the policy holds where the script would not'(page) {
    await closed(page);
    const attempt = code => page.run(`(() => { try { ${code}; return 'done'; } catch (e) { return e.name; } })()`);
    assert.equal(await attempt('document.body.innerHTML = "<b>x</b>"'), 'TypeError');
    assert.equal(await attempt('const s = document.createElement("script"); s.src = "https://elsewhere.example/x.js"'), 'TypeError');
    await attempt('const i = document.createElement("img"); i.src = "https://elsewhere.example/x.png"; document.body.append(i)');
    await attempt('const f = document.createElement("iframe"); f.src = "/ui"; document.body.append(f)');
    await page.run('fetch("https://elsewhere.example/").catch(() => 0)');
    await page.until('["img-src", "connect-src", "frame-src"].every(rule => violations.some(v => v.startsWith(rule)))');
    page.said.length = 0;
    await page.run('violations.length = 0');
  },

  async 'a token that is revoked or may less is shown no more'(page) {
    await enter(page, set.leaving, '#tokens');
    await page.reads('alice', '#view-tokens tbody');
    const config = JSON.parse(await readFile(set.config, 'utf8'));
    const entry = config.tokens.find(token => token.id === 'leaving');
    Object.assign(entry, { role: 'viewer' });
    await writeFile(set.config, JSON.stringify(config));
    await eventually('it may less', async () => {
      await page.press('r');
      return (await page.text('#view-tokens')).includes('lacks the scope audit');
    });
    assert(!(await page.text('main')).includes('alice'));
    execFileSync(set.binary, ['team', 'token', 'revoke', '--quiet', '--yes', '--config', set.config, 'leaving']);
    await eventually('it is signed out', async () => {
      await page.press('r');
      return page.run(shown('enter'));
    });
    await page.reads('Signed out: the bearer token is not known here', '#why');
    assert(!(await page.text('main')).includes('core'));
  },
};

try {
  for (const [name, step] of Object.entries(steps)) {
    if (process.argv[3] && !name.includes(process.argv[3])) continue;
    const began = Date.now();
    const page = await browser.page();
    try {
      await step(page);
      for (const each of browser.pages.values()) {
        // A refused sign-in, a server that is not reached, and what a token may no longer ask for: the
        // browser says so by itself.
        const odd = each.said.filter(line => !/Failed to load resource: (the server responded with a status of 401|net::ERR_INTERNET_DISCONNECTED|the server responded with a status of 403 .*\/v1\/tokens$)/.test(line));
        assert.deepEqual(odd, [], 'the console is silent');
        assert.deepEqual(await each.run('window.violations ?? []'), [], 'the policy is kept');
      }
      browser.pages.clear();
    } catch (error) {
      error.message = `${name}: ${error.message}`;
      throw error;
    }
    console.log(`${name} (${Date.now() - began} ms)`);
  }
} finally {
  await browser.close();
}
