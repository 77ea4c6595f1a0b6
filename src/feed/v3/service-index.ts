/**
 * `GET /v3/index.json`: what the feed can do, one object a type, since some clients do not read arrays of types.
 *
 * It announces only what works. Clients compare types by case and take the first type of their own list, so every alias
 * that any of them knows stands here with the same URL.
 */
import { Problem } from '../../base/problem.ts';
import type { HttpAnswer, HttpRequest } from '../../http/exchange.ts';
import type { FeedUrls } from '../feed-urls.ts';
import { answerAtRevision } from './revisioned-document.ts';
import type { DocumentDeps } from './revisioned-document.ts';

/** The index is a function of the configuration alone, which the ETag's tag stands for. */
const REVISION = 0;

export function answerServiceIndex(deps: DocumentDeps, request: HttpRequest): Promise<HttpAnswer> {
  return answerAtRevision(deps, request, {
    key: 'service-index',
    revision: REVISION,
    render: async () => ({ document: serviceIndexDocument(deps.urls) }),
    missing: () => new Problem('not_found', 'There is no service index.'),
  });
}

interface Resource {
  readonly type: string;
  readonly id: string;
  readonly comment: string;
  readonly clientVersion?: string;
}

export function serviceIndexDocument(urls: FeedUrls): object {
  return {
    version: '3.0.0',
    resources: resources(urls).map(({ type, id, comment, clientVersion }) => ({
      '@id': id,
      '@type': type,
      ...(clientVersion === undefined ? {} : { clientVersion }),
      comment,
    })),
    '@context': {
      '@vocab': 'http://schema.nuget.org/services#',
      comment: 'http://www.w3.org/2000/01/rdf-schema#comment',
    },
  };
}

function resources(urls: FeedUrls): Resource[] {
  const plain = urls.registrationBase('semver1');
  const gzip = urls.registrationBase('gz-semver1');
  const semVer2 = urls.registrationBase('gz-semver2');
  return [
    ...aliases(['PackageBaseAddress/3.0.0'], urls.flatContainer, 'Packages and their lists of versions'),
    ...aliases(
      ['RegistrationsBaseUrl', 'RegistrationsBaseUrl/3.0.0-beta', 'RegistrationsBaseUrl/3.0.0-rc'],
      plain,
      'Package metadata without compression and without SemVer 2.0.0 packages',
    ),
    ...aliases(['RegistrationsBaseUrl/3.4.0'], gzip, 'Package metadata in gzip without SemVer 2.0.0 packages'),
    ...aliases(['RegistrationsBaseUrl/3.6.0'], semVer2, 'Package metadata in gzip, all packages'),
    {
      type: 'RegistrationsBaseUrl/Versioned',
      id: semVer2,
      comment: 'Package metadata in gzip, all packages',
      clientVersion: '4.3.0-alpha',
    },
    ...aliases(versioned('SearchQueryService'), urls.search, 'Search'),
    ...aliases(versioned('SearchAutocompleteService'), urls.autocomplete, 'Ids and versions that begin with a text'),
    ...aliases(['PackagePublish/2.0.0'], urls.packagePublish, 'Push, unlist and relist'),
    ...aliases(['ReadmeUriTemplate/6.13.0'], urls.readmeTemplate, 'Readme of a version, in Markdown'),
    ...aliases(['Catalog/3.0.0'], urls.catalogIndex, 'Every change, for replication'),
  ];
}

/** The names under which clients of different ages look for one service. */
function versioned(service: string): string[] {
  return [service, `${service}/3.0.0-beta`, `${service}/3.0.0-rc`, `${service}/3.5.0`];
}

function aliases(types: readonly string[], id: string, comment: string): Resource[] {
  return types.map((type) => ({ type, id, comment }));
}
