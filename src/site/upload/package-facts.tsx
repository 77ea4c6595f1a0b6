import type { ComponentChildren } from 'preact';
import type { ManifestDependencyGroup, PackageManifest } from '../../nuget/manifest.ts';
import { parseRepositoryUrl, parseWebUrl } from '../../nuget/web-url.ts';
import type { IdentifiedPackage } from '../../packages/publish.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import { Badge, Badges } from '../ui/badge.tsx';
import { cutText } from '../ui/cut-text.ts';
import { DefinitionList, type Definition } from '../ui/definition-list.tsx';
import { IdText } from '../ui/id-text.tsx';
import { Markdown } from '../ui/markdown.tsx';
import { Section } from '../ui/section.tsx';
import { sizeText } from '../ui/size-text.ts';

/** Longer texts are cut here; the package keeps all of them. */
const MAX_TEXT_LENGTH = 1_000;
const MAX_RELEASE_NOTES_LENGTH = 10_000;
const MAX_SHOWN = 200;

/** What a package says of itself, as far as a person checks it before publishing. */
export function PackageFacts({
  package_,
  sizeBytes,
}: {
  readonly package_: IdentifiedPackage;
  readonly sizeBytes: number;
}) {
  const { id, version, manifest, entries } = package_;
  const facts: (Definition | undefined)[] = [
    { term: 'Id', value: <IdText text={id.display} /> },
    { term: 'Version', value: <span class="code">{version.full}</span> },
    textFact('Title', manifest.title),
    textFact('Description', manifest.description),
    textFact('Summary', manifest.summary),
    textFact('Authors', manifest.authors),
    { term: 'Licence', value: licenceOf(manifest) },
    manifest.tags.length === 0 ? undefined : textFact('Tags', manifest.tags.join(', ')),
    textFact('Copyright', manifest.copyright),
    urlFact('Project site', manifest.projectUrl),
    repositoryFact(manifest),
    { term: 'Frameworks', value: <Frameworks names={manifest.supportedFrameworks} /> },
    manifest.packageTypes.length === 0
      ? undefined
      : textFact('Package type', manifest.packageTypes.map(({ name }) => name).join(', ')),
    textFact('Needs NuGet', manifest.minClientVersion),
    { term: 'Signed', value: manifest.isSigned ? 'Yes, by its author' : 'No' },
    {
      term: 'Size',
      value: `${sizeText(sizeBytes)}, ${entries.length === 1 ? '1 file' : `${count(entries.length)} files`}`,
    },
  ];
  return <DefinitionList items={facts.filter((fact) => fact !== undefined)} />;
}

function textFact(term: string, text: string | undefined): Definition | undefined {
  return text === undefined ? undefined : { term, value: <bdi>{cutText(text, MAX_TEXT_LENGTH)}</bdi> };
}

function urlFact(term: string, text: string | undefined): Definition | undefined {
  const url = text === undefined ? undefined : parseWebUrl(text);
  return url === undefined ? textFact(term, text) : { term, value: <OtherSite url={url} /> };
}

function repositoryFact({ repository }: PackageManifest): Definition | undefined {
  const text = repository?.url;
  if (text === undefined) return undefined;
  const url = parseWebUrl(text);
  const value =
    url === undefined ? (
      <bdi>{cutText(parseRepositoryUrl(text) ?? text, MAX_TEXT_LENGTH)}</bdi>
    ) : (
      <OtherSite url={url} />
    );
  return { term: 'Repository', value };
}

function OtherSite({ url }: { readonly url: string }) {
  return (
    <a href={url} rel="nofollow noopener noreferrer">
      <bdi>{cutText(url, MAX_TEXT_LENGTH)}</bdi>
    </a>
  );
}

function licenceOf({ license, licenseUrl }: PackageManifest): ComponentChildren {
  if (license?.type === 'expression') return <span class="code">{cutText(license.value, MAX_TEXT_LENGTH)}</span>;
  if (license?.type === 'file')
    return (
      <>
        In the package: <bdi class="code">{cutText(license.value, MAX_TEXT_LENGTH)}</bdi>
      </>
    );
  const url = licenseUrl === undefined ? undefined : parseWebUrl(licenseUrl);
  return url === undefined ? 'None named' : <OtherSite url={url} />;
}

function Frameworks({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return <>None that its folders name</>;
  return (
    <Badges>
      {names.slice(0, MAX_SHOWN).map((name) => (
        <Badge kind="code">{name}</Badge>
      ))}
    </Badges>
  );
}

interface ContentsProps {
  readonly package_: IdentifiedPackage;
  readonly readme: string | undefined;
}

/** Dependencies, readme, release notes and files, each folded. */
export function PackageContentsSections({ package_: { manifest, entries, parts }, readme }: ContentsProps) {
  const dependencies = manifest.dependencyGroups.flatMap((group) => group.dependencies).length;
  return (
    <div class="stack">
      <Section title="Readme" state={readmeState(parts.readme !== undefined, readme)} id="readme">
        {readme === undefined ? (
          <p class="muted">{readmeState(parts.readme !== undefined, readme)}</p>
        ) : (
          <Markdown html={renderMarkdown(readme)} />
        )}
      </Section>
      <Section title="Dependencies" state={dependencies === 0 ? 'None' : count(dependencies)} id="dependencies">
        <Dependencies groups={manifest.dependencyGroups} />
      </Section>
      {manifest.releaseNotes !== undefined && (
        <Section title="Release notes" id="release-notes">
          <p class="plain-text">
            <bdi>{manifest.releaseNotes.slice(0, MAX_RELEASE_NOTES_LENGTH)}</bdi>
          </p>
        </Section>
      )}
      <Section title="Files" state={count(entries.length)} id="files">
        <ul class="file-names">
          {entries.slice(0, MAX_SHOWN).map(({ fullName, length }) => (
            <li>
              <bdi class="code">
                <IdText text={cutText(fullName, MAX_TEXT_LENGTH)} />
              </bdi>{' '}
              <span class="muted small">{sizeText(length)}</span>
            </li>
          ))}
        </ul>
        {entries.length > MAX_SHOWN && <p class="muted">And {count(entries.length - MAX_SHOWN)} more.</p>}
      </Section>
    </div>
  );
}

function readmeState(hasReadme: boolean, readme: string | undefined): string {
  if (!hasReadme) return 'None: its page will be empty';
  return readme === undefined ? 'Too long to be shown before it is published' : 'As its page will show it';
}

function Dependencies({ groups }: { readonly groups: readonly ManifestDependencyGroup[] }) {
  if (groups.every(({ dependencies }) => dependencies.length === 0))
    return <p class="muted">It depends on no package.</p>;
  return (
    <div class="stack">
      {groups.slice(0, MAX_SHOWN).map(({ targetFramework, dependencies }) => (
        <div>
          <h3>{targetFramework ?? 'Any framework'}</h3>
          {dependencies.length === 0 ? (
            <p class="muted">None</p>
          ) : (
            <ul>
              {dependencies.slice(0, MAX_SHOWN).map(({ id, range }) => (
                <li>
                  <IdText text={id} /> <span class="code muted">{range}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </div>
  );
}

function count(of: number): string {
  return of.toLocaleString('en');
}
