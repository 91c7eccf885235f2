// A headless Chromium, driven over its DevTools protocol: what a person does, and what they would see.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE = 60_000;

export async function eventually(what, ask) {
  const end = Date.now() + PATIENCE;
  let last;
  for (;;) {
    try {
      const found = await ask();
      if (found) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`not within ${PATIENCE} ms: ${what}`, { cause: last });
    await pause(25);
  }
}

export class Browser {
  static async open(program, folder) {
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--remote-debugging-port=0', `--user-data-dir=${folder}`];
    const browser = new Browser();
    browser.child = spawn(program, [...flags, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    browser.child.stderr.on('data', data => { said = (said + data).slice(-4000); });
    const [port, path] = await eventually('Chromium listens', async () => {
      if (browser.child.exitCode !== null) throw new Error(`Chromium ended: ${said}`);
      return (await readFile(`${folder}/DevToolsActivePort`, 'utf8')).split('\n');
    });
    browser.socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    await once(browser.socket, 'open');
    browser.asked = new Map();
    browser.pages = new Map();
    browser.serial = 0;
    browser.socket.addEventListener('message', event => browser.hear(JSON.parse(event.data)));
    return browser;
  }

  hear({ id, result, error, method, params, sessionId }) {
    if (id === undefined) {
      this.pages.get(sessionId)?.hear(method, params);
      return;
    }
    const { resolve, reject, command } = this.asked.get(id);
    this.asked.delete(id);
    if (error) reject(new Error(`${command}: ${error.message}`));
    else resolve(result);
  }

  send(command, params = {}, sessionId = undefined) {
    const id = ++this.serial;
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject, command });
      this.socket.send(JSON.stringify({ id, method: command, params, sessionId }));
    });
  }

  // A page of a profile of its own: nothing is shared with the others.
  async page() {
    const { browserContextId } = await this.send('Target.createBrowserContext');
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId);
    this.pages.set(sessionId, page);
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await page.send(`${domain}.enable`);
    await page.send('Page.addScriptToEvaluateOnNewDocument', {
      source: 'window.violations = []; document.addEventListener("securitypolicyviolation", e => violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));',
    });
    await page.size(1280, 900);
    return page;
  }

  async close() {
    this.socket.close();
    this.child.kill('SIGKILL');
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }
}

class Page {
  constructor(browser, session) {
    Object.assign(this, { browser, session, said: [], requests: [] });
  }

  send(command, params) {
    return this.browser.send(command, params, this.session);
  }

  hear(method, params) {
    if (method === 'Runtime.exceptionThrown') this.said.push(`exception: ${params.exceptionDetails.exception?.description ?? params.exceptionDetails.text}`);
    else if (method === 'Runtime.consoleAPICalled') this.said.push(`console.${params.type}: ${JSON.stringify(params.args)}`);
    else if (method === 'Log.entryAdded') this.said.push(`${params.entry.level}: ${params.entry.text} ${params.entry.url ?? ''}`);
    else if (method === 'Network.requestWillBeSent') this.requests.push(params.request);
  }

  async open(url) {
    await this.send('Page.navigate', { url: 'about:blank' });
    await this.send('Page.navigate', { url });
    await this.until('document.readyState === "complete"');
  }

  async reload() {
    await this.run('window.before = true');
    await this.send('Page.reload');
    await this.until('!window.before && document.readyState === "complete"');
  }

  async run(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  }

  until(expression) {
    return eventually(expression, () => this.run(expression));
  }

  // What stands on the page to be read.
  text(selector = 'body') {
    return this.run(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`);
  }

  reads(part, selector) {
    return eventually(`${selector ?? 'the page'} says ${part}`, async () => (await this.text(selector)).includes(part))
      .catch(async error => { throw new Error(`${error.message}\n${await this.text(selector)}`); });
  }

  // Where a pointer would go: fails if something else lies there.
  async click(selector) {
    const spot = await eventually(`${selector} can be clicked`, () => this.run(`(() => {
      const node = document.querySelector(${JSON.stringify(selector)});
      if (!node) return null;
      node.scrollIntoView({ block: 'center' });
      const box = node.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const there = document.elementFromPoint(x, y);
      return there && (node.contains(there) || there.contains(node)) ? [x, y] : null;
    })()`));
    const [x, y] = spot;
    for (const type of ['mouseMoved', 'mousePressed', 'mouseReleased']) {
      await this.send('Input.dispatchMouseEvent', { type, x, y, button: type === 'mouseMoved' ? 'none' : 'left', clickCount: type === 'mouseMoved' ? 0 : 1 });
    }
  }

  async press(key) {
    const codes = { Tab: 9, Enter: 13, Escape: 27, ' ': 32 };
    const text = key === 'Enter' ? '\r' : key.length === 1 ? key : undefined;
    const shared = { key, text, windowsVirtualKeyCode: codes[key] ?? key.toUpperCase().charCodeAt(0) };
    await this.send('Input.dispatchKeyEvent', { type: text ? 'keyDown' : 'rawKeyDown', ...shared });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...shared, text: undefined });
  }

  write(text) {
    return this.send('Input.insertText', { text });
  }

  // CSS pixels, and how many of the screen's each is wide.
  size(width, height, scale = 1) {
    return this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: false });
  }

  media(features) {
    return this.send('Emulation.setEmulatedMedia', { features: Object.entries(features).map(([name, value]) => ({ name, value })) });
  }

  async shoot(file) {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true });
    await writeFile(file, Buffer.from(data, 'base64'));
    return data.length;
  }

  // What axe-core finds, as lines.
  async faults(axe) {
    await this.run(`window.axe ? true : (${axe}\n, true)`).catch(() => this.run(axe));
    const found = await this.run(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.target.join(' ') + ': ' + n.failureSummary)))`);
    return found;
  }
}
