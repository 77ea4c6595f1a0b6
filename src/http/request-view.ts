import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { cookieValue } from './cookies.ts';
import type { HttpRequest } from './exchange.ts';

/** Fastify's request as handlers see it. `expecting` holds those whose callers wait for `100 Continue`. */
export class RequestView implements HttpRequest {
  readonly #request: FastifyRequest;
  readonly #response: ServerResponse;
  readonly #expecting: WeakSet<IncomingMessage>;
  readonly #address: string | undefined;

  constructor(request: FastifyRequest, response: ServerResponse, expecting: WeakSet<IncomingMessage>) {
    this.#request = request;
    this.#response = response;
    this.#expecting = expecting;
    // Whoever leaves takes the address along; what is written down about a mutation needs it later than that.
    if (request.method !== 'GET' && request.method !== 'HEAD') this.#address = request.ip;
  }

  get method(): string {
    return this.#request.method;
  }

  get url(): string {
    return this.#request.url;
  }

  get params(): Readonly<Record<string, string>> {
    return this.#request.params as Record<string, string>;
  }

  get query(): URLSearchParams {
    const at = this.#request.url.indexOf('?');
    return new URLSearchParams(at === -1 ? '' : this.#request.url.slice(at + 1));
  }

  header(name: string): string | undefined {
    const value = this.#request.raw.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  cookie(name: string): string | undefined {
    return cookieValue(this.#request.raw.headers.cookie, name);
  }

  get address(): string {
    return this.#address ?? this.#request.ip;
  }

  get id(): string {
    return this.#request.id;
  }

  /** Whether the caller has sent all of the body. */
  get isRead(): boolean {
    return this.#request.raw.complete;
  }

  get raw(): IncomingMessage {
    return this.#request.raw;
  }

  get body(): AsyncIterable<Uint8Array> {
    if (this.#expecting.delete(this.#request.raw)) this.#response.writeContinue();
    return this.#request.raw.iterator({ destroyOnReturn: false });
  }
}
