import type { HttpHandler } from '../http/exchange.ts';
import type { Route } from '../http/server.ts';

/** A page. What people see when it fails is a page too. */
export function show(path: string, handler: HttpHandler): Route {
  return { methods: ['GET', 'HEAD'], path, handler, isPage: true };
}

/** What a form is sent to. */
export function take(path: string, handler: HttpHandler): Route {
  return { methods: ['POST'], path, handler, isPage: true };
}
