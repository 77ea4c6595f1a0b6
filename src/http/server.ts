/**
 * The web server: Fastify finds the route, and everything else is plain functions over HttpRequest and HttpAnswer.
 *
 * Successful reads are counted, not logged: a log line costs more than the answer.
 */
import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Logger } from '../base/logger.ts';
import { Problem } from '../base/problem.ts';
import type { HttpAnswer, HttpHandler, HttpHeaders, HttpRequest } from './exchange.ts';
import { problemAnswer } from './problem-answer.ts';
import { refuseUnreadable } from './refuse-unreadable.ts';
import type { RequestMetrics } from './request-metrics.ts';
import { RequestView } from './request-view.ts';
import { statusText } from './status-text.ts';
import { Turns } from './turns.ts';
import { withoutSecrets } from './without-secrets.ts';

export interface Route {
  readonly methods: readonly string[];
  readonly path: string;
  readonly handler: HttpHandler;
  /** For people, in a browser: what goes wrong is a page too, and pages of elsewhere may read none of it. */
  readonly isPage?: boolean;
}

/** What a person sees in place of a problem document. */
export type ProblemPage = (request: HttpRequest, problem: Problem) => Promise<HttpAnswer> | HttpAnswer;

export interface ServerOptions {
  /** The public root: its path is accepted in front of every route, and its host names the realm of challenges. */
  readonly url: string;
  readonly trustProxy: readonly string[];
  /** Whether pages of elsewhere may read nothing at all, as in a private gallery. */
  readonly isPrivate?: boolean;
  readonly logger: Logger;
  readonly metrics: RequestMetrics;
  readonly problemPage?: ProblemPage;
  /** Gains a sentence when requests show that a setting is missing. */
  readonly notices: Set<string>;
  /** How long a caller may take nothing of a streamed answer. */
  readonly stalledReaderMilliseconds?: number;
  /** How long requests in flight may take when the server closes. */
  readonly closingMilliseconds?: number;
}

export interface WebServer {
  /** Listens on every address, on one port; gives the port. */
  listen(hosts: readonly string[], port: number): Promise<number>;
  /** Takes no new connections, lets requests in flight finish for some time, and resolves when all have ended. */
  close(): Promise<void>;
}

const HEADERS_TIMEOUT_MILLISECONDS = 30_000;
const KEEP_ALIVE_MILLISECONDS = 75_000;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_PARAMETER_LENGTH = 512;
/** A caller that takes nothing of a file for so long is given up, with the file that is open for it. */
const STALLED_READER_MILLISECONDS = 60_000;
/** Requests in flight get so long to finish; the rest of the time until a kill is for writing what is in memory. */
const CLOSING_MILLISECONDS = 20_000;
/** How long the rest of a body is read and dropped after an early answer, so that the caller gets to see it. */
const DRAIN_MILLISECONDS = 30_000;
const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH'];

/** Nothing is to be guessed from an answer's bytes, and pages of elsewhere may read all but our own pages. */
const PAGE_HEADERS = { 'x-content-type-options': 'nosniff' };
const COMMON_HEADERS = { ...PAGE_HEADERS, 'access-control-allow-origin': '*' };

const UNTRUSTED_PROXY =
  "Requests come through a proxy (X-Forwarded-For) that LODE_TRUST_PROXY does not name: the log has its address in place of the callers'.";

export function createServer(routes: readonly Route[], options: ServerOptions): WebServer {
  const fastify = createFastify(options);
  const realm = new URL(options.url).host;
  const expecting = new WeakSet<IncomingMessage>();
  const turns = new Turns();
  const serve =
    ({ handler, path, isPage = false }: Served) =>
    (request: FastifyRequest, reply: { hijack(): unknown; raw: ServerResponse }) => {
      reply.hijack();
      if (options.trustProxy.length === 0 && request.raw.headers['x-forwarded-for'] !== undefined) {
        options.notices.add(UNTRUSTED_PROXY);
      }
      const view = new RequestView(request, reply.raw, expecting);
      const exchange = { handler, path, isPage, view, raw: reply.raw, realm, options };
      const turn = turns.of(reply.raw);
      return turn === undefined ? answerRequest(exchange) : turn.then(() => answerRequest(exchange));
    };
  for (const { path, methods } of withRefusals(routes, options.isPrivate ?? false)) {
    for (const { method, ...served } of methods)
      fastify.route({ method, url: path, handler: serve({ path, ...served }) });
  }
  const nowhere = { handler: notFound(options.url), path: 'none' };
  fastify.setNotFoundHandler((request, reply) =>
    serve({ ...nowhere, isPage: isForPerson(request.raw) })(request, reply),
  );
  const servers: Server[] = [fastify.server];
  fastify.server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    expecting.add(request);
    fastify.routing(request, response);
  });
  return {
    listen: (hosts, port) => listen(fastify, servers, hosts, port),
    close: () => closeAll(fastify, servers, options.closingMilliseconds ?? CLOSING_MILLISECONDS),
  };
}

function createFastify(options: ServerOptions): FastifyInstance {
  const prefix = new URL(options.url).pathname.replace(/\/$/, '');
  const nextId = requestIds();
  const fastify = Fastify({
    logger: false,
    exposeHeadRoutes: false,
    trustProxy: options.trustProxy.length === 0 ? false : [...options.trustProxy],
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    requestTimeout: 0,
    genReqId: nextId,
    forceCloseConnections: 'idle',
    http: { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: HEADERS_TIMEOUT_MILLISECONDS },
    routerOptions: {
      caseSensitive: false,
      ignoreTrailingSlash: true,
      maxParamLength: MAX_PARAMETER_LENGTH,
      querystringParser: () => ({}),
    },
    rewriteUrl: (request) => withoutPrefix(request.url ?? '/', prefix),
    clientErrorHandler: (error, socket) => refuseUnreadable(error, socket, nextId(), COMMON_HEADERS),
    frameworkErrors: (error, request, reply) => {
      const problem = new Problem('bad_request', `The URL cannot be read: ${statusText(error.message)}.`);
      send(reply.raw, problemAnswer(problem, request.id, 'lode')).catch(() => reply.raw.destroy());
    },
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null));
  return fastify;
}

/** Distinct over restarts and nodes, so that one id finds one request in all logs. */
function requestIds(): () => string {
  const process = randomBytes(6).toString('base64url');
  let count = 0;
  return () => `${process}-${(count += 1).toString(36)}`;
}

function withoutPrefix(url: string, prefix: string): string {
  if (prefix === '' || !url.startsWith(prefix)) return url;
  const rest = url.slice(prefix.length);
  return rest === '' || rest.startsWith('?') ? `/${rest}` : rest.startsWith('/') ? rest : url;
}

/** Every path with all methods: the ones that it does not take are refused by name, and OPTIONS says which it takes. */
function withRefusals(routes: readonly Route[], isPrivate: boolean) {
  const paths = Map.groupBy(routes, (route) => route.path);
  return [...paths].map(([path, of]) => {
    const isPage = of.some((route) => route.isPage);
    const taken = of.flatMap(({ methods, handler }) => methods.map((method) => ({ method, handler, isPage })));
    const allowed = taken.map(({ method }) => method);
    const refused = METHODS.filter((method) => !allowed.includes(method));
    const refuse: HttpHandler = ({ method }) => {
      throw new Problem('method_not_allowed', `This URL does not take ${method}: it takes ${allowed.join(', ')}.`, {
        headers: { allow: allowed.join(', ') },
      });
    };
    const refusals = refused.map((method) => ({ method, handler: refuse, isPage }));
    const options = { method: 'OPTIONS', handler: () => preflight(allowed, isPage || isPrivate), isPage };
    return { path, methods: [...taken, ...refusals, options] };
  });
}

/** What a browser asks before a page of elsewhere may read with conditions or ranges. Pages of elsewhere may not write. */
function preflight(allowed: readonly string[], isOurs: boolean): HttpAnswer {
  const readable = allowed.filter((method) => !isOurs && (method === 'GET' || method === 'HEAD')).join(', ');
  const granted = {
    'access-control-allow-methods': readable,
    'access-control-allow-headers': 'if-match, if-none-match, if-modified-since, if-range, range',
    'access-control-max-age': '86400',
  };
  return { status: 204, headers: { allow: [...allowed, 'OPTIONS'].join(', '), ...(readable === '' ? {} : granted) } };
}

/** Whoever follows a dead link in a browser gets a page; below the feed's own paths programs alone are expected. */
function isForPerson({ url = '/', headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/html') === true && !/^\/(v3|api)(?![^/?])/i.test(url);
}

function notFound(url: string): HttpHandler {
  const feed = `${url.replace(/\/$/, '')}/v3/index.json`;
  return () => {
    throw new Problem('not_found', `There is nothing at this URL. The feed is ${feed}`);
  };
}

/** Who is slow must not keep what is in memory from being written. */
async function closeAll(fastify: FastifyInstance, servers: readonly Server[], patience: number): Promise<void> {
  const cut = setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, patience);
  await Promise.all(servers.slice(1).map((server) => new Promise((resolve) => server.close(resolve))));
  await fastify.close();
  clearTimeout(cut);
}

async function listen(
  fastify: FastifyInstance,
  servers: Server[],
  hosts: readonly string[],
  port: number,
): Promise<number> {
  const [first = '127.0.0.1', ...others] = hosts;
  await fastify.listen({ host: first, port });
  const address = fastify.server.address();
  const chosen = typeof address === 'object' && address !== null ? address.port : port;
  for (const host of others) {
    const server = createHttpServer({
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MILLISECONDS,
      requestTimeout: 0,
    });
    server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
    for (const event of ['request', 'checkContinue', 'clientError'] as const) {
      server.on(event, (...values: unknown[]) => void fastify.server.emit(event, ...values));
    }
    if (await isListening(server, host, chosen)) servers.push(server);
  }
  return chosen;
}

/** A machine without IPv6 has no ::1, and needs none. */
function isListening(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(false);
      else reject(error);
    });
    server.listen({ host, port }, () => resolve(true));
  });
}

/** What a request is answered by. */
interface Served extends Pick<Route, 'handler' | 'path' | 'isPage'> {}

interface Exchange extends Required<Served> {
  readonly view: RequestView;
  readonly raw: ServerResponse;
  readonly realm: string;
  readonly options: ServerOptions;
}

async function answerRequest(exchange: Exchange): Promise<void> {
  const { handler, view, raw, path, options } = exchange;
  const started = performance.now();
  let answer: HttpAnswer;
  try {
    answer = await handler(view);
  } catch (error) {
    answer = await failure(exchange, error);
  }
  try {
    const common = exchange.isPage || options.isPrivate === true ? PAGE_HEADERS : COMMON_HEADERS;
    await send(raw, answer, { common, stalledReaderMilliseconds: options.stalledReaderMilliseconds });
  } catch (error) {
    if (!raw.destroyed) options.logger.warn({ err: error, ...described(view) }, 'an answer broke off');
    raw.destroy();
  }
  if (!view.isRead) drain(view);
  const elapsedMilliseconds = performance.now() - started;
  options.metrics.count(path, view.method, answer.status, elapsedMilliseconds / 1000);
  if (view.method !== 'GET' && view.method !== 'HEAD') {
    const { status, reason } = answer;
    const fields = { status, reason: reason && withoutSecrets(reason), address: view.address, elapsedMilliseconds };
    options.logger.info({ ...described(view), ...fields }, 'request');
  }
}

/** A request in the log. */
function described({ id, method, url }: RequestView) {
  return { requestId: id, method, url: withoutSecrets(url) };
}

function drain({ raw }: RequestView): void {
  raw.resume();
  setTimeout(() => {
    if (!raw.complete) raw.destroy();
  }, DRAIN_MILLISECONDS).unref();
}

async function failure(exchange: Exchange, error: unknown): Promise<HttpAnswer> {
  const { view, options, realm } = exchange;
  const problem = asProblem(exchange, error);
  try {
    if (exchange.isPage && options.problemPage !== undefined) return await options.problemPage(view, problem);
  } catch (second) {
    options.logger.error({ err: second, ...described(view) }, 'the page that tells of a problem failed');
  }
  return problemAnswer(problem, view.id, realm);
}

function asProblem({ view, options }: Exchange, error: unknown): Problem {
  if (error instanceof Problem) {
    if (error.status >= 500) options.logger.error({ err: error, ...described(view) }, 'request failed');
    return error;
  }
  options.logger.error({ err: error, ...described(view) }, 'request failed by a mistake of ours');
  return new Problem('internal', `The server made a mistake; its log has more under request ${view.id}.`);
}

interface Sending {
  readonly common?: HttpHeaders;
  readonly stalledReaderMilliseconds?: number | undefined;
}

async function send(
  raw: ServerResponse,
  answer: HttpAnswer,
  { common = COMMON_HEADERS, stalledReaderMilliseconds = STALLED_READER_MILLISECONDS }: Sending = {},
): Promise<void> {
  const { body } = answer;
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    writeHead(raw, answer, common);
    raw.end(body);
    return;
  }
  const stream = Readable.from(body, { objectMode: false });
  try {
    writeHead(raw, answer, common);
    // Counts from the last byte that was taken, and ends with the answer: Node sets its own between requests.
    raw.setTimeout(stalledReaderMilliseconds, () => raw.destroy());
    await pipeline(stream, raw);
  } finally {
    // A pipeline to a caller who is gone already throws and leaves its source open: a file, whose handle ends the
    // process when it is collected.
    stream.destroy();
  }
}

function writeHead(raw: ServerResponse, answer: HttpAnswer, common: HttpHeaders): void {
  const { cookies, warnings } = answer;
  const headers: Record<string, string | string[]> = { ...common, ...answer.headers };
  if (cookies !== undefined && cookies.length > 0) headers['set-cookie'] = [...cookies];
  if (warnings !== undefined && warnings.length > 0) headers['x-nuget-warning'] = warnings.map(statusText);
  const length = knownLength(answer);
  if (length !== undefined) headers['content-length'] ??= String(length);
  if (answer.reason === undefined) raw.writeHead(answer.status, headers);
  else raw.writeHead(answer.status, answer.reason, headers);
}

/** Undefined where no length belongs (304, 204) or where it is not known before the end. */
function knownLength({ status, body }: HttpAnswer): number | undefined {
  if (body === undefined) return status === 304 || status === 204 ? undefined : 0;
  return typeof body === 'string' || body instanceof Uint8Array ? Buffer.byteLength(body) : undefined;
}
