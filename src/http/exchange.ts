/**
 * A request and an answer as handlers see them: plain values, so that a handler is a function that a test can call.
 * The web server stays behind these types; http/ alone turns them into its own.
 */

export interface HttpRequest {
  /** `GET`, `HEAD`, `PUT`, … in upper case. */
  readonly method: string;
  /** Path and query as they arrived. For logs: what it means is in `params` and `query`. */
  readonly url: string;
  /** What stands for the names in the route, decoded once; `+` means plus. Case is the caller's. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Pick<URLSearchParams, 'get' | 'has'>;
  /** Several headers of one name come joined by `, `. `name` is in lower case. */
  header(name: string): string | undefined;
  /** The value of a cookie by its full name, as it arrived. `Cookies` (cookies.ts) knows the full names. */
  cookie(name: string): string | undefined;
  /** Who asks, behind trusted proxies. */
  readonly address: string;
  /** Stands in logs and in problem documents. */
  readonly id: string;
  /** What the caller sends. A caller that waits for `100 Continue` is told to go on when this is first read. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Header names are in lower case, so that two writers of one header meet. */
export type HttpHeaders = Readonly<Record<string, string>>;

/**
 * What goes out. A body that streams is read to its end or closed (`return()`), also when the caller has gone, since it
 * may hold an open file. An answer to HEAD has the headers of GET, `content-length` included, and no body.
 */
export interface HttpAnswer {
  readonly status: number;
  /** What stands beside the status in the status line: the only text that a NuGet client shows. ASCII. */
  readonly reason?: string;
  /** One `X-NuGet-Warning` header each: clients print them on any answer. */
  readonly warnings?: readonly string[];
  readonly headers?: HttpHeaders;
  /** One `Set-Cookie` header each, as `Cookies` makes them. */
  readonly cookies?: readonly string[];
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpAnswer> | HttpAnswer;
