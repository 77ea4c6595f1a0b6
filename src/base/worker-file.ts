/**
 * The URL of a worker's entry file that lies beside its caller, from source and from dist/ alike: the compiler rewrites
 * the endings of imports, but not those inside a `new URL`.
 */
export function workerFile(name: string, importMetaUrl: string): URL {
  return new URL(`./${name}${importMetaUrl.endsWith('.ts') ? '.ts' : '.js'}`, importMetaUrl);
}
