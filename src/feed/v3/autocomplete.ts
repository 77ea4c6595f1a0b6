/** `GET /v3/autocomplete`: ids that begin with a text, or the versions of an id. */
import type { HttpAnswer, HttpRequest } from '../../http/exchange.ts';
import { parsePackageId } from '../../nuget/package-id.ts';
import { type SearchView, viewIndex } from '../../search/search-view.ts';
import { autocompleteAnswerJson } from './search-documents.ts';
import { pageOf, textParameter, viewOf } from './search-parameters.ts';
import type { SearchDeps } from './search.ts';

/** With `q`, even empty, ids; with `id` alone, versions. */
export async function answerAutocomplete(deps: SearchDeps, request: HttpRequest): Promise<HttpAnswer> {
  const view = viewOf(request);
  return request.query.has('id') && !request.query.has('q')
    ? answerVersions(deps, request, view)
    : answerIds(deps, request, view);
}

/** Only those whose id begins with the text: clients throw others away. */
async function answerIds(deps: SearchDeps, request: HttpRequest, view: SearchView): Promise<HttpAnswer> {
  const { packages, reads } = deps.search;
  const question = { view, packageType: textParameter(request, 'packageType') };
  const found = await packages.findIdsStartingWith(textParameter(request, 'q'), question, pageOf(request));
  const registrationIds = found.packages.map((each) => each.registrationId);
  const heads = await reads.headsInView(registrationIds, viewIndex(view));
  const names = new Map(heads.map((head) => [head.id, head.displayId]));
  const ids = registrationIds.map((id) => names.get(id)).filter((id) => id !== undefined);
  return answerList(deps, request, found.total, ids);
}

async function answerVersions(deps: SearchDeps, request: HttpRequest, view: SearchView): Promise<HttpAnswer> {
  const id = parsePackageId(textParameter(request, 'id').trim());
  const versions = id === undefined ? [] : await deps.search.reads.versions(id.key, viewIndex(view));
  const texts = versions.map((version) => version.fullVersion);
  return answerList(deps, request, texts.length, texts);
}

async function answerList(deps: SearchDeps, request: HttpRequest, total: number, data: string[]): Promise<HttpAnswer> {
  const text = autocompleteAnswerJson(total, data);
  return deps.searchAnswers.answer(request, `autocomplete ${request.url}`, text, () => text);
}
