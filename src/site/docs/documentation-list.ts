export interface DocumentationPage {
  readonly slug: string;
  readonly title: string;
  /** One sentence for the list of pages. */
  readonly summary: string;
  readonly group: string;
}

const groups: Readonly<Record<string, readonly Omit<DocumentationPage, 'group'>[]>> = {
  'Use packages': [
    {
      slug: 'restore-packages',
      title: 'Restore from this gallery',
      summary: 'The feed’s address, nuget.config, builds, and private galleries.',
    },
    { slug: 'search-syntax', title: 'Search syntax', summary: 'Words, fields and the order of what is found.' },
    { slug: 'atom-feeds', title: 'Feeds for readers', summary: 'What is new, for a feed reader.' },
  ],
  'Publish packages': [
    { slug: 'publish-a-package', title: 'Publish a package', summary: 'Pack it, then push it or upload it.' },
    { slug: 'api-keys', title: 'API keys', summary: 'What lets a build publish, and how to keep it safe.' },
    {
      slug: 'owners-and-organizations',
      title: 'Owners and organizations',
      summary: 'Whose a package is, and how several people look after it.',
    },
    { slug: 'reserved-prefixes', title: 'Reserved prefixes', summary: 'Ids that only their owners publish under.' },
  ],
  'Look after packages': [
    {
      slug: 'unlisting-and-removal',
      title: 'Unlisting, and what "removed" means',
      summary: 'What can be hidden, and what can never go.',
    },
    { slug: 'deprecation', title: 'Deprecation', summary: 'Tell people to move on, and to what.' },
    { slug: 'statistics-and-badges', title: 'Statistics and badges', summary: 'Who downloads what, in numbers.' },
    { slug: 'reporting', title: 'Report a problem', summary: 'With a package, with a key, with the gallery.' },
  ],
  'Write programs': [{ slug: 'api', title: 'The API', summary: 'Every public address, and what it answers.' }],
};

/** Every page, in the order in which they are read. */
export const documentationPages: readonly DocumentationPage[] = Object.entries(groups).flatMap(([group, pages]) =>
  pages.map((page) => ({ ...page, group })),
);
