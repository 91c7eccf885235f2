// The suite has no option for a token: loaded before it, this adds one to every request of fetch and node:http.
import http from 'node:http';
import { Agent, setGlobalDispatcher } from 'undici';

const token = 'Bearer ' + process.env.MCP_TOKEN;

function withToken(headers) {
  if (!headers) return { authorization: token };
  if (Array.isArray(headers)) return [...headers, 'authorization', token];
  if (typeof headers[Symbol.iterator] === 'function') return withToken([...headers].flat());
  return { authorization: token, ...headers };
}

setGlobalDispatcher(
  new Agent().compose(next => (options, handler) => next({ ...options, headers: withToken(options.headers) }, handler)),
);

const request = http.request;
http.request = (...given) => {
  const options = given.find(x => x && typeof x === 'object' && !(x instanceof URL));
  if (options) options.headers = withToken(options.headers);
  return request.apply(http, given);
};
