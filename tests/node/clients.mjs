// The official TypeScript clients, v1 and v2, v2 also where it may choose the newest revision: connect, list, call, fail.
import assert from 'node:assert/strict';
import { Client as Client2, StreamableHTTPClientTransport as Transport2 } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [url, token] = process.argv.slice(2);
const me = { name: 'test', version: '1' };
const authorised = { requestInit: { headers: { Authorization: `Bearer ${token}` } } };
const clients = [
  ['v1', new Client1(me), new Transport1(new URL(url), authorised)],
  ['v2', new Client2(me), new Transport2(new URL(url), authorised)],
  ['v2 auto', new Client2(me, { versionNegotiation: { mode: 'auto' } }), new Transport2(new URL(url), authorised)],
];

for (const [label, client, transport] of clients) {
  await client.connect(transport);
  const names = (await client.listTools()).tools.map(tool => tool.name);
  for (const name of ['ctx_search', 'ctx_semantic_search', 'ctx_read', 'ctx_tree']) assert(names.includes(name), name);
  const found = await client.callTool({ name: 'ctx_search', arguments: { pattern: 'compare_tokens' } });
  assert(!found.isError && found.structuredContent.total === 1, JSON.stringify(found));
  assert.equal(found.structuredContent.matches[0].path, 'src/lib.rs');
  // These clients hold every structured content against the tool's output schema, that of a failure too.
  const wrong = await client.callTool({ name: 'ctx_read', arguments: { path: '../secret' } });
  assert(wrong.isError && wrong.structuredContent.error_code === 'invalid_arguments', JSON.stringify(wrong));
  const { resources } = await client.listResources();
  const lib = resources.find(resource => resource.name === 'src/lib.rs');
  const read = await client.readResource({ uri: lib.uri });
  assert.equal(read.contents[0].text, 'pub fn compare_tokens() {}\n');
  const offered = (await client.listPrompts()).prompts.map(prompt => prompt.name);
  assert(offered.includes('get_to_know'), offered.join());
  const prompt = await client.getPrompt({ name: 'get_to_know' });
  assert.match(prompt.messages[0].content.text, /src\/lib\.rs/);
  const ref = { type: 'ref/prompt', name: 'explain_module' };
  const { completion } = await client.complete({ ref, argument: { name: 'path', value: 'src/' } });
  assert.deepEqual(completion.values, ['src/lib.rs']);
  console.log(label, transport.protocolVersion ?? client.getNegotiatedProtocolVersion?.(), names.length);
  await client.close();
}
