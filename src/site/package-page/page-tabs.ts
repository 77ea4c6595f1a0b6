/** The parts of a package's page; each is a document of its own. */
const pageTabs = [
  'readme',
  'versions',
  'dependencies',
  'frameworks',
  'used-by',
  'files',
  'release-notes',
  'history',
] as const;

export type PageTab = (typeof pageTabs)[number];

/** What is no part is the first one. */
export function readTab(text: string | null): PageTab {
  return pageTabs.find((tab) => tab === text) ?? 'readme';
}
