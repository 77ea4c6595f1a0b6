/**
 * Who asks decides which versions there are: clients that understand SemVer 2.0.0 or not, people who want prereleases
 * or not. Each of the four has its own newest version of an id, and ids that only it can see.
 */
export interface SearchView {
  readonly prerelease: boolean;
  readonly semVer2: boolean;
}

/** 0 to 3. One bit of a document's number says that it stands for its package in this view. */
export type ViewIndex = 0 | 1 | 2 | 3;

export function viewIndex(view: SearchView): ViewIndex {
  return view.prerelease ? (view.semVer2 ? 3 : 1) : view.semVer2 ? 2 : 0;
}

/**
 * Beside the views of clients, one for the site: every package by the version that it offers, which is the newest stable
 * one, or the newest where none is stable.
 */
export const OFFERED_VIEW = 4;
/** 0 to 4. */
export type IndexView = ViewIndex | typeof OFFERED_VIEW;

export interface ViewedVersion {
  readonly isPrerelease: boolean;
  readonly semVerLevel: 1 | 2;
}

export function isInView(version: ViewedVersion, view: ViewIndex): boolean {
  return (!version.isPrerelease || (view & 1) !== 0) && (version.semVerLevel === 1 || (view & 2) !== 0);
}
