import { createHash } from 'node:crypto';
import { ByteLimitedCache } from '../../base/byte-limited-cache.ts';
import { renderMarkdownOf, type RenderedMarkdown } from '../markdown/render-markdown.ts';
import { createReadmeTargets, type ReadmeSurroundings } from './readme-targets.ts';

/** Memory for rendered readmes. */
const CACHE_BYTES = 32 * 1024 * 1024;
const OVERHEAD_BYTES = 500;

export interface RenderedReadme extends RenderedMarkdown {
  /** Whose images it shows. */
  readonly shownHosts: readonly string[];
  /** Whose images it has, and shows as links. */
  readonly linkedHosts: readonly string[];
}

/**
 * Readmes as HTML, kept by what they are made of: the text, and where in which package it stands. A long one takes some
 * hundred milliseconds, so it is made once.
 */
export class RenderedReadmes {
  readonly #cache = new ByteLimitedCache<RenderedReadme>(CACHE_BYTES);

  /** `surroundings` is asked only where the readme is not there yet; `key` names everything that they hold. */
  async render(text: string, key: string, surroundings: () => Promise<ReadmeSurroundings>): Promise<RenderedReadme> {
    const name = createHash('sha256').update(`${key}\0${text}`).digest('base64');
    const held = this.#cache.get(name);
    if (held !== undefined) return held;
    const rendered = renderReadme(text, await surroundings());
    this.#cache.put(name, rendered, 2 * rendered.html.length + OVERHEAD_BYTES);
    return rendered;
  }
}

function renderReadme(text: string, surroundings: ReadmeSurroundings): RenderedReadme {
  const targets = createReadmeTargets(surroundings);
  const rendered = renderMarkdownOf(text, targets);
  return { ...rendered, shownHosts: [...targets.shownHosts], linkedHosts: [...targets.linkedHosts] };
}
