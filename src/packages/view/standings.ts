import { allStates, visibilityOf, type Surface, type Viewer, type Visibility } from '../visibility.ts';
import type { StandingGroup } from './standings.queries.ts';

/** Which versions a surface shows a viewer in one of these ways: the visibility table's answer, for statements that filter. */
export function standingsSeenAs(
  surface: Surface,
  viewer: Viewer,
  visibilities: readonly Visibility[] = ['shown', 'marked'],
): StandingGroup[] {
  return [true, false].map((listed) => ({
    listed,
    states: allStates.filter((state) => visibilities.includes(visibilityOf(surface, { state, listed }, viewer))),
  }));
}
