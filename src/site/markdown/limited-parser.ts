/**
 * The parser of Markdown, with a budget: what it makes out of a text is counted, so that no text can ask for more than a
 * moment, however it is written. The parser itself takes time in proportion to what it reads and makes.
 */
import type MarkdownIt from 'markdown-it';
import type { Env, Token } from 'markdown-it';
import { loadLate } from './load-late.ts';

/** Everything that a text may become: blocks, marks, pieces of text. Long readmes have a fifth of it. */
export const MAX_TOKENS = 50_000;
/** Lists in quotes in lists; what lies deeper is left out. */
export const MAX_NESTING = 24;

/** The text asks for more than the budget. */
export class TooMuchMarkdown extends Error {}

interface Budget extends Env {
  spent?: number;
}

function spend(env: Budget): void {
  env.spent = (env.spent ?? 0) + 1;
  if (env.spent > MAX_TOKENS) throw new TooMuchMarkdown();
}

/**
 * HTML is told apart from text, so that it can be left out (render-tokens.ts). No link is refused here: where each leads is
 * decided in one place (resolve-targets.ts).
 */
export function createParser(): InstanceType<typeof MarkdownIt> {
  const make = loadLate('markdown-it') as typeof MarkdownIt;
  const parser = new make({ html: true, linkify: true, maxNesting: MAX_NESTING });
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  parser.validateLink = () => true;
  parser.block.State = class extends parser.block.State {
    override push(type: string, tag: string, nesting: -1 | 0 | 1): Token {
      spend(this.env);
      return super.push(type, tag, nesting);
    }
  };
  parser.inline.State = class extends parser.inline.State {
    override push(type: string, tag: string, nesting: -1 | 0 | 1): Token {
      spend(this.env);
      return super.push(type, tag, nesting);
    }

    override pushPending(): Token {
      spend(this.env);
      return super.pushPending();
    }
  };
  return parser;
}
