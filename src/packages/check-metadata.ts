import { finding } from '../nuget/finding.ts';
import type { Finding } from '../nuget/finding.ts';
import { metadataLimits } from '../nuget/limits.ts';
import type { Nuspec, NuspecRepository } from '../nuget/nuspec.ts';
import { parseRepositoryUrl, parseWebUrl } from '../nuget/web-url.ts';

/** Elements that nuget.org adds to its own documents: a nuspec that has one could pass for the server. */
const serverElements: ReadonlySet<string> = new Set([
  'created',
  'dependencyGroups',
  'isPrerelease',
  'lastEdited',
  'listed',
  'packageEntries',
  'packageHash',
  'packageHashAlgorithm',
  'packageSize',
  'published',
  'supportedFrameworks',
  'verbatimVersion',
]);

const texts = [
  ['title', metadataLimits.title],
  ['authors', metadataLimits.authors],
  ['description', metadataLimits.description],
  ['summary', metadataLimits.summary],
  ['releaseNotes', metadataLimits.releaseNotes],
  ['copyright', metadataLimits.copyright],
  ['tags', metadataLimits.tags],
  ['language', metadataLimits.language],
] as const;

/** Texts, URLs and elements of the nuspec, licence, icon and readme aside. */
export function checkMetadata(nuspec: Nuspec): Finding[] {
  return [
    ...checkElements(nuspec.elementNames),
    ...checkTexts(nuspec),
    ...checkUrl('projectUrl', nuspec.projectUrl),
    ...checkUrl('iconUrl', nuspec.iconUrl),
    ...checkUrl('licenseUrl', nuspec.licenseUrl),
    ...(nuspec.repository === undefined ? [] : checkRepository(nuspec.repository)),
    ...checkFrameworkReferences(nuspec),
  ];
}

function checkElements(names: readonly string[]): Finding[] {
  return names.flatMap((name) => {
    if (serverElements.has(name)) {
      const detail = 'The nuspec has an element that only servers write: remove it.';
      return [finding('rule', 'nuspec_server_element', detail, name)];
    }
    if (name !== 'tags' && name.toLowerCase() === 'tags') {
      return [finding('rule', 'nuspec_element_case', 'The element for tags is spelled <tags>: rename it.', name)];
    }
    return [];
  });
}

function checkTexts(nuspec: Nuspec): Finding[] {
  const findings: Finding[] = [];
  for (const name of ['description', 'authors'] as const) {
    if (nuspec[name].trim() === '') {
      const detail = `The nuspec has no ${name}: add <${name}>.`;
      findings.push(finding('rule', `${name}_missing`, detail, name));
    }
  }
  for (const [name, limit] of texts) {
    if (nuspec[name].length > limit) {
      const detail = `The ${name} has more than ${limit} characters: shorten it.`;
      findings.push(finding('rule', 'metadata_too_long', detail, name));
    }
    if (nuspec[name] !== nuspec[name].normalize('NFC')) {
      const detail = `The ${name} is not in Unicode's normal form C, so equal texts may not be found: normalize it.`;
      findings.push(finding('warning', 'unicode_not_normalized', detail, name));
    }
  }
  return findings;
}

function checkUrl(name: string, text: string): Finding[] {
  if (text === '') return [];
  if (text.length > metadataLimits.url) {
    const detail = `The ${name} has more than ${metadataLimits.url} characters: shorten it.`;
    return [finding('rule', 'metadata_too_long', detail, name)];
  }
  if (parseWebUrl(text) !== undefined) return [];
  const detail = `The ${name} is not an absolute http or https URL without a password: correct it.`;
  return [finding('rule', 'url_invalid', detail, name)];
}

function checkRepository({ type, url }: NuspecRepository): Finding[] {
  const findings: Finding[] = [];
  if (type.length > metadataLimits.repositoryType || url.length > metadataLimits.url) {
    findings.push(
      finding('rule', 'metadata_too_long', 'The repository has too long a type or URL: shorten it.', 'repository'),
    );
  }
  if (url !== '' && !isPublicRepository(url)) {
    const detail = 'The repository URL is not one that starts with https:// or git://: it will not be shown as a link.';
    findings.push(finding('warning', 'repository_url', detail, 'repository'));
  }
  return findings;
}

function isPublicRepository(url: string): boolean {
  return /^(?:https|git):\/\//iu.test(url.trim()) && parseRepositoryUrl(url) !== undefined;
}

/** The client throws on a group without a framework. */
function checkFrameworkReferences({ frameworkReferences }: Nuspec): Finding[] {
  return frameworkReferences
    .filter(({ targetFramework = '' }) => targetFramework === '')
    .map(() => {
      const detail = 'A group of framework references names no target framework: name one.';
      return finding('rule', 'framework_missing', detail, 'frameworkReferences');
    });
}
