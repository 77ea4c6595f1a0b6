/**
 * Decides where links lead and which images are loaded, in the tokens of a parsed text: the one place that does.
 *
 * Links are http, https and those within the text. Addresses of mail stay text: whoever wrote the package can be reached
 * through the gallery, and who gathers addresses finds none here. Anything else that has a scheme is no link.
 */
import type { Token } from 'markdown-it';
import { parseWebUrl } from '../../nuget/web-url.ts';
import type { MarkdownImage, MarkdownOptions } from './markdown-options.ts';

/** Stands before the id of everything in the text, so that none is one of the page's. */
export const ID_PREFIX = 'user-content-';

const STRANGERS_REL = 'noopener noreferrer nofollow ugc';

/** The tokens of one paragraph, heading or cell; changes them in place. */
export function resolveTargets(children: readonly Token[], options: MarkdownOptions): void {
  let isInLink = false;
  for (const token of children) {
    if (token.type === 'link_open') isInLink = openLink(token, options);
    else if (token.type === 'link_close') {
      token.hidden = !isInLink;
      isInLink = false;
    } else if (token.type === 'image') {
      const image = resolveImage(String(token.attrGet('src') ?? ''), options);
      token.meta = { image, isInLink };
    }
  }
}

/** Whether it is one after all. */
function openLink(token: Token, options: MarkdownOptions): boolean {
  const href = resolveLink(String(token.attrGet('href') ?? ''), options);
  token.hidden = href === undefined;
  if (href === undefined) return false;
  const isWithin = href.startsWith('#');
  token.attrs = [
    ['href', href],
    ...(isWithin || options.isOwn === true ? [] : [['rel', STRANGERS_REL] as [string, string]]),
  ];
  return true;
}

function resolveLink(target: string, options: MarkdownOptions): string | undefined {
  if (target.startsWith('#')) return target.length > 1 ? `#${ID_PREFIX}${target.slice(1)}` : undefined;
  return isRelative(target) ? options.link?.(target) : parseWebUrl(target);
}

function resolveImage(target: string, options: MarkdownOptions): MarkdownImage | undefined {
  if (options.image !== undefined && (isRelative(target) || parseWebUrl(target) !== undefined)) {
    return options.image(target);
  }
  const url = isRelative(target) ? undefined : parseWebUrl(target);
  return url === undefined ? undefined : { url, isShown: false };
}

/** A path, perhaps with a query: no scheme, no host, nothing that a browser would take for either. */
function isRelative(target: string): boolean {
  // oxlint-disable-next-line no-control-regex -- browsers drop them before they look for a scheme
  const read = target.replace(/[\u0000-\u0020]/g, '');
  return read !== '' && !/^[a-z][a-z0-9+.-]*:/i.test(read) && !/^[\\/]{2}/.test(read) && !read.includes('\\');
}
