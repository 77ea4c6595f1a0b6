import type { HttpHandler } from '../http/exchange.ts';
import { html } from './html.tsx';
import { page } from './page.ts';
import type { SiteDeps } from './site-deps.ts';
import { ButtonLink } from './ui/button.tsx';
import { CopyBox } from './ui/copy-box.tsx';
import type { Visit } from './visit.ts';

/** `/`: what this gallery is, where its feed is, and how the first package comes here. */
export function homePage(deps: SiteDeps): HttpHandler {
  return page(deps, (visit) => html(visit, { title: undefined, body: <Home visit={visit} /> }));
}

function Home({ visit }: { readonly visit: Visit }) {
  const { name, urls } = visit.site;
  const source = sourceName(name);
  // The client refuses a source by plain http unless it is told to take it.
  const permission = urls.feed.startsWith('http:') ? ' --allow-insecure-connections' : '';
  const addSource = `dotnet nuget add source ${urls.feed} --name ${source}${permission}`;
  return (
    <>
      <Welcome visit={visit} />
      <section aria-labelledby="use">
        <h2 id="use">Use packages from here</h2>
        <CopyBox id="use-command" label="Add this gallery as a source" text={addSource} isLabelShown />
      </section>
      <section aria-labelledby="push">
        <h2 id="push">Push your first package</h2>
        <ol class="steps">
          {pushCommands(source).map(({ label, command }, index) => (
            <li>
              <CopyBox id={`push-command-${index + 1}`} label={label} text={command} isLabelShown />
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

function Welcome({ visit }: { readonly visit: Visit }) {
  const { name } = visit.site;
  return (
    <div class="hero">
      <h1>{name}</h1>
      <p class="lead">
        Packages for .NET. Whatever was published here once can be restored for as long as this gallery stands.
      </p>
      <p class="row">
        <Ways visit={visit} />
      </p>
    </div>
  );
}

/** Where to go first: in, or to one's own things. */
function Ways({ visit }: { readonly visit: Visit }) {
  const { urls, isSignUpOpen } = visit.site;
  if (visit.viewer !== undefined) {
    return (
      <>
        <ButtonLink href={urls.apiKeys} kind="primary">
          API keys
        </ButtonLink>
        <ButtonLink href={urls.packages}>Manage packages</ButtonLink>
      </>
    );
  }
  if (!isSignUpOpen) return null;
  return (
    <ButtonLink href={urls.signUp} kind="primary">
      Create an account
    </ButtonLink>
  );
}

function pushCommands(source: string) {
  return [
    { label: 'Start a library', command: 'dotnet new classlib --name First.Package' },
    { label: 'Pack it', command: 'dotnet pack First.Package --output packages' },
    {
      label: 'Push it, with an API key of yours',
      command: `dotnet nuget push "packages/*.nupkg" --source ${source} --api-key KEY`,
    },
  ];
}

/** The gallery's name as one word for a command line. */
function sourceName(name: string): string {
  const word = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^-+|-+$/g, '');
  return word === '' ? 'lode' : word;
}
