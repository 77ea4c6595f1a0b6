/** What can be left out of a search: a form that asks, and the filters in force as links that take them back. */
import { frameworkGenerations, type FrameworkGeneration } from '../../nuget/framework-generations.ts';
import type { SiteUrls } from '../site-urls.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { CheckBox, CheckBoxGroup } from '../ui/choices.tsx';
import { Select, type Choice } from '../ui/field.tsx';
import { orderName, searchStateUrl, withoutFilters, type SearchState } from './search-state.ts';

const packageTypes: Choice[] = [
  { value: '', label: 'Any kind' },
  { value: 'Dependency', label: 'Library' },
  { value: 'DotnetTool', label: '.NET tool' },
  { value: 'Template', label: 'Template' },
  { value: 'MSBuildSdk', label: 'MSBuild SDK' },
  { value: 'McpServer', label: 'MCP server' },
];

const updates: Choice[] = [
  { value: '', label: 'Whenever' },
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
  { value: '365', label: 'Last year' },
];

const licenses: Choice[] = [
  { value: '', label: 'Any licence' },
  ...['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MPL-2.0', 'MS-PL', 'LGPL-3.0-only'].map((id) => ({
    value: id,
    label: id,
  })),
  ...['GPL-2.0-only', 'GPL-3.0-only', 'AGPL-3.0-only', 'Unlicense'].map((id) => ({ value: id, label: id })),
];

const exactFrameworks = [
  'net10.0 net9.0 net8.0 net7.0 net6.0 net5.0 netcoreapp3.1 netcoreapp2.1 netstandard2.1 netstandard2.0',
  'netstandard1.6 netstandard1.3 net481 net48 net472 net471 net47 net462 net461 net46 net452 net45 net40 net35',
].flatMap((line) => line.split(' '));

const modes: Choice[] = [
  { value: '', label: 'All that are ticked' },
  { value: 'any', label: 'Any that is ticked' },
];

interface SearchFiltersProps {
  readonly urls: SiteUrls;
  readonly state: SearchState;
}

/** Beside the results where there is room, and behind a summary where there is none. */
export function SearchFilters({ urls, state }: SearchFiltersProps) {
  const count = appliedFilters(state).length;
  return (
    <details class="panel panel-wide">
      <summary>Filters{count > 0 && ` (${count})`}</summary>
      <search class="panel-body">
        <form class="filters" action={urls.search} aria-label="Filters">
          {state.q !== '' && <input type="hidden" name="q" value={state.q} />}
          {state.order !== 'relevance' && <input type="hidden" name="sortby" value={orderName(state.order)} />}
          <FrameworkFilters state={state} />
          <Select
            name="packagetype"
            label="Kind"
            options={withChosen(packageTypes, state.packageType)}
            value={chosen(packageTypes, state.packageType)}
          />
          <Select
            name="licence"
            label="Licence"
            options={withChosen(licenses, state.license)}
            value={chosen(licenses, state.license)}
          />
          <Updated state={state} />
          <fieldset class="choices">
            <legend>Leave out</legend>
            <CheckBox
              name="prerel"
              value="false"
              label="Packages without a stable version"
              isChecked={state.isStableOnly}
            />
            <CheckBox name="deprecated" value="false" label="Deprecated packages" isChecked={state.hidesDeprecated} />
          </fieldset>
          <div class="row">
            <Button kind="primary">Apply</Button>
            <ButtonLink href={searchStateUrl(urls, withoutFilters(state))}>Reset</ButtonLink>
          </div>
        </form>
      </search>
    </details>
  );
}

function FrameworkFilters({ state }: { readonly state: SearchState }) {
  const { generations, frameworks, isNamedOnly, frameworkMode } = state;
  const isDetailed = frameworks.length > 0 || isNamedOnly || frameworkMode === 'any';
  const exact = [...new Set([...frameworks, ...exactFrameworks])];
  return (
    <div class="filter-group">
      <CheckBoxGroup
        name="frameworks"
        label="Frameworks"
        options={Object.entries(frameworkGenerations).map(([value, label]) => ({ value, label }))}
        values={generations}
      />
      <details class="more" open={isDetailed}>
        <summary>More about frameworks</summary>
        <div class="filters">
          <CheckBoxGroup
            name="tfms"
            label="Exactly"
            isScrolled
            options={exact.map((name) => ({ value: name, label: name }))}
            values={frameworks}
          />
          <Select
            name="frameworkFilterMode"
            label="A package is for"
            options={modes}
            value={frameworkMode === 'any' ? 'any' : ''}
          />
          <CheckBox
            name="includeComputedFrameworks"
            value="false"
            label="Only where the package names them"
            hint="Otherwise also where a project of them can use it."
            isChecked={isNamedOnly}
          />
        </div>
      </details>
    </div>
  );
}

function Updated({ state: { updatedWithin } }: { readonly state: SearchState }) {
  const value = updatedWithin === undefined ? '' : String(updatedWithin);
  const isOffered = updates.some((each) => each.value === value);
  const options = isOffered ? updates : [...updates, { value, label: `Last ${value} days` }];
  return <Select name="updated" label="Updated" options={options} value={value} />;
}

/** The offered value that is the same but for its case. */
function chosen(options: readonly Choice[], value: string): string {
  return options.find((each) => each.value.toLowerCase() === value.toLowerCase())?.value ?? value;
}

/** With one that came by a link. */
function withChosen(options: readonly Choice[], value: string): readonly Choice[] {
  return options.some((each) => each.value.toLowerCase() === value.toLowerCase())
    ? options
    : [...options, { value, label: value }];
}

export interface AppliedFilter {
  readonly title: string;
  /** The search without it. */
  readonly without: SearchState;
}

/** Filters in force, in the order of the form. */
export function appliedFilters(of: SearchState): AppliedFilter[] {
  const state = { ...of, page: 1 };
  const { generations, frameworks, packageType, license, updatedWithin } = state;
  const labelOf = (options: readonly Choice[], value: string) =>
    options.find((each) => each.value.toLowerCase() === value.toLowerCase())?.label ?? value;
  const filter = (isOn: boolean, title: string, without: Partial<SearchState>): AppliedFilter[] =>
    isOn ? [{ title, without: { ...state, ...without } }] : [];
  return [
    ...generations.map((each: FrameworkGeneration) => ({
      title: frameworkGenerations[each],
      without: { ...state, generations: generations.filter((other) => other !== each) },
    })),
    ...frameworks.map((each) => ({
      title: each,
      without: { ...state, frameworks: frameworks.filter((other) => other !== each) },
    })),
    ...filter(packageType !== '', labelOf(packageTypes, packageType), { packageType: '' }),
    ...filter(license !== '', labelOf(licenses, license), { license: '' }),
    ...filter(updatedWithin !== undefined, `Last ${updatedWithin} days`, { updatedWithin: undefined }),
    ...filter(state.isStableOnly, 'Stable', { isStableOnly: false }),
    ...filter(state.hidesDeprecated, 'Not deprecated', { hidesDeprecated: false }),
  ];
}

/** Each leads to the search without it. */
export function AppliedFilters({ urls, state }: SearchFiltersProps) {
  const filters = appliedFilters(state);
  if (filters.length === 0) return null;
  return (
    <ul class="applied" aria-label="Filters in force">
      {filters.map(({ title, without }) => (
        <li>
          <a class="applied-filter" href={searchStateUrl(urls, without)}>
            <span class="visually-hidden">Remove the filter </span>
            {title}
            <span aria-hidden="true"> ×</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
