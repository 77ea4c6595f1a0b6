/** `GET /v3/query`: packages that match a text, the best first. */
import { setImmediate as othersFirst } from 'node:timers/promises';
import type { HttpAnswer, HttpRequest } from '../../http/exchange.ts';
import type { FoundPackageReads, NamedRegistration } from '../../search/found-package.queries.ts';
import type { FoundPackage, PackageSearch } from '../../search/search-packages.ts';
import { type SearchView, viewIndex } from '../../search/search-view.ts';
import type { FeedUrls } from '../feed-urls.ts';
import type { SearchAnswers } from './search-answers.ts';
import { foundPackageJson, searchAnswerJson } from './search-documents.ts';
import { pageOf, textParameter, viewOf } from './search-parameters.ts';

export interface SearchDeps {
  readonly search: { readonly packages: PackageSearch; readonly reads: FoundPackageReads };
  readonly searchAnswers: SearchAnswers;
  readonly urls: FeedUrls;
}

/** Packages that are rendered before other requests have their turn. */
const PACKAGES_PER_TURN = 25;

/** A package of the page, with the row that says at which revision it is. */
interface FoundHead extends FoundPackage {
  readonly head: NamedRegistration;
}

export async function answerSearch(deps: SearchDeps, request: HttpRequest): Promise<HttpAnswer> {
  const view = viewOf(request);
  const page = pageOf(request);
  const question = { text: textParameter(request, 'q'), packageType: textParameter(request, 'packageType'), view };
  const { total, packages } = await deps.search.packages.find(question, page);
  const found = await withHeads(deps, packages);
  const key = `${viewIndex(view)} ${page.skip} ${page.take} ${question.packageType} ${question.text}`;
  const content = `${total}|${found.map(stateOf).join()}`;
  return deps.searchAnswers.answer(request, key, content, async () => {
    const texts = await renderPackages(deps, view, found);
    return searchAnswerJson({ urls: deps.urls, semVer2: view.semVer2 }, total, texts);
  });
}

async function withHeads({ search }: SearchDeps, packages: readonly FoundPackage[]): Promise<FoundHead[]> {
  const heads = await search.reads.heads(packages.map((each) => each.registrationId));
  const byId = new Map(heads.map((head) => [head.id, head]));
  return packages.flatMap((each) => {
    const head = byId.get(each.registrationId);
    return head === undefined ? [] : [{ ...each, head }];
  });
}

/** Without packages that the view no longer shows: the index may be late, the rows never are. */
async function renderPackages(deps: SearchDeps, view: SearchView, found: readonly FoundHead[]): Promise<string[]> {
  const texts: string[] = [];
  for (const [i, each] of found.entries()) {
    if (i > 0 && i % PACKAGES_PER_TURN === 0) await othersFirst();
    const key = `${viewIndex(view)} ${each.registrationId}`;
    const text = await deps.searchAnswers.part(key, stateOf(each), () => renderPackage(deps, view, each));
    if (text !== undefined) texts.push(text);
  }
  return texts;
}

async function renderPackage(
  { search, urls }: SearchDeps,
  view: SearchView,
  { head, downloads }: FoundHead,
): Promise<string | undefined> {
  const details = await search.reads.details(head.id, viewIndex(view));
  if (details === undefined) return undefined;
  return foundPackageJson({ urls, semVer2: view.semVer2 }, { ...details, idKey: head.idKey, downloads });
}

function stateOf({ registrationId, downloads, head }: FoundHead): string {
  return `${registrationId}.${head.revision}.${downloads}`;
}
