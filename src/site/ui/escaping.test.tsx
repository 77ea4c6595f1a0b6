import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import { attribute, elementsIn, parseHtml, textOf } from '../../../test/support/html-document.ts';
import { Badge, Badges } from './badge.tsx';
import { Button, ButtonLink } from './button.tsx';
import { CheckBox, CheckBoxGroup, RadioGroup, RowCheckBox } from './choices.tsx';
import { CopyBox } from './copy-box.tsx';
import { Crumbs } from './crumbs.tsx';
import { DefinitionList } from './definition-list.tsx';
import { Empty } from './empty.tsx';
import { ErrorSummary } from './error-summary.tsx';
import { Field, FileField, PasswordField, Select, TextArea } from './field.tsx';
import { DayPlot } from './day-plot.tsx';
import { Face } from './frame.tsx';
import { Figures } from './figures.tsx';
import { FilterForm } from './filter-form.tsx';
import { IdText } from './id-text.tsx';
import { KeysetPager } from './keyset-pager.tsx';
import { Notice } from './notice.tsx';
import { SearchBox } from './search-box.tsx';
import { Section } from './section.tsx';
import { TabLinks } from './tab-links.tsx';
import { Table } from './table.tsx';

/** Ends attributes, elements, comments, texts and scripts, if anything can. */
const EVIL = `x"'\`></textarea></title></script><script>alert(1)</script><img src=x onerror=alert(1)><!-- &amp;&lt; {{1}}`;
const options = [{ value: EVIL, label: EVIL, hint: EVIL }];
const fault = { code: 'evil', detail: EVIL, at: EVIL };

const components: Readonly<Record<string, ComponentChildren>> = {
  Badge: <Badge>{EVIL}</Badge>,
  Badges: (
    <Badges>
      <Badge kind="red">{EVIL}</Badge>
    </Badges>
  ),
  Button: (
    <Button name={EVIL} value={EVIL} label={EVIL} form={EVIL} formAction={EVIL}>
      {EVIL}
    </Button>
  ),
  ButtonLink: <ButtonLink href={EVIL}>{EVIL}</ButtonLink>,
  CheckBox: <CheckBox name={EVIL} label={EVIL} value={EVIL} hint={EVIL} error={EVIL} />,
  CheckBoxGroup: <CheckBoxGroup name={EVIL} label={EVIL} hint={EVIL} error={EVIL} options={options} values={[EVIL]} />,
  CopyBox: <CopyBox id={EVIL} label={EVIL} text={EVIL} />,
  Crumbs: <Crumbs trail={[{ label: EVIL, href: EVIL }]} here={EVIL} />,
  DefinitionList: <DefinitionList items={[{ term: EVIL, value: EVIL }]} />,
  Empty: <Empty title={EVIL}>{EVIL}</Empty>,
  ErrorSummary: <ErrorSummary message={`${EVIL}!`} faults={[fault]} />,
  Face: <Face name={EVIL} />,
  Field: <Field name={EVIL} label={EVIL} hint={EVIL} error={EVIL} value={EVIL} autocomplete={EVIL} />,
  FilterForm: (
    <FilterForm action={EVIL} label={EVIL}>
      {EVIL}
    </FilterForm>
  ),
  DayPlot: <DayPlot label={EVIL} days={[{ day: '2026-11-01', count: 3 }]} />,
  FileField: <FileField name={EVIL} label={EVIL} hint={EVIL} error={EVIL} accept={EVIL} />,
  Figures: <Figures figures={[{ term: EVIL, value: 1, note: EVIL }]} />,
  IdText: (
    <p>
      <IdText text={EVIL} />
    </p>
  ),
  KeysetPager: <KeysetPager label={EVIL} first={{ text: EVIL, href: EVIL }} next={{ text: EVIL, href: EVIL }} />,
  Notice: (
    <Notice kind="error" title={EVIL}>
      {EVIL}
    </Notice>
  ),
  PasswordField: (
    <PasswordField name={EVIL} label={EVIL} hint={EVIL} error={EVIL} autocomplete="new-password" maxLength={1} />
  ),
  RadioGroup: <RadioGroup name={EVIL} label={EVIL} hint={EVIL} error={EVIL} options={options} value={EVIL} />,
  RowCheckBox: <RowCheckBox name={EVIL} value={EVIL} label={EVIL} form={EVIL} />,
  SearchBox: (
    <SearchBox urls={{ search: EVIL, searchSuggestions: EVIL }} query={EVIL} id={EVIL} kept={[[EVIL, EVIL]]} />
  ),
  Section: (
    <Section title={EVIL} state={EVIL} id={EVIL}>
      {EVIL}
    </Section>
  ),
  Select: <Select name={EVIL} label={EVIL} hint={EVIL} error={EVIL} value={EVIL} options={options} />,
  Table: (
    <Table
      caption={EVIL}
      rows={[EVIL]}
      rowId={(row) => row}
      columns={[
        { title: EVIL, isRowTitle: true, cell: (row) => row },
        { title: EVIL, cell: (row) => row },
      ]}
    />
  ),
  TabLinks: <TabLinks label={EVIL} tabs={[{ label: EVIL, href: EVIL, isCurrent: true }]} />,
  TextArea: <TextArea name={EVIL} label={EVIL} hint={EVIL} error={EVIL} value={EVIL} maxLength={1} />,
};

describe('text from strangers stays text in', () => {
  for (const [name, component] of Object.entries(components)) {
    it(name, () => {
      const root = parseHtml(`<!doctype html><title>t</title><body><main>${render(<>{component}</>)}</main>`);
      const elements = elementsIn(root);
      const tags = new Set(elements.map(({ tagName }) => tagName));
      assert.ok(!tags.has('script') && !tags.has('img'), [...tags].join());
      assert.deepEqual(
        elements.flatMap(({ attrs }) => attrs.map((each) => each.name)).filter((each) => /^on|["'<>`{]/.test(each)),
        [],
      );
      const main = elements.find(({ tagName }) => tagName === 'main');
      assert.ok(main);
      assert.equal(main.childNodes.length, 1, 'nothing breaks out of the component');
      if (name !== 'Face') {
        const values = elements.map((each) => attribute(each, 'value') ?? '');
        assert.ok(
          textOf(main).includes(EVIL.replace(/\s+/g, ' ')) || values.includes(EVIL),
          'the text is there, whole',
        );
      }
    });
  }

  it('every component: a new one is added here', async () => {
    const { readdirSync } = await import('node:fs');
    const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.tsx') && !file.includes('.test.'));
    const exported = await Promise.all(files.map((file) => import(`./${file}`) as Promise<Record<string, unknown>>));
    const names = exported.flatMap((each) => Object.keys(each)).filter((each) => /^[A-Z]/.test(each));
    // These take no text, or are tested where a visit is at hand.
    const others = [
      'Form',
      'Frame',
      'Pager',
      'Time',
      'FieldError',
      'ShareBar',
      'VerifiedMark',
      // What goes into these has been made harmless, which their makers' tests show: site/markdown.
      'Markdown',
      'Source',
      'PackageIcon',
      'PackageRow',
      'PackageRows',
      'PackageTags',
    ];
    assert.deepEqual(
      names.filter((each) => !others.includes(each) && components[each] === undefined),
      [],
    );
  });
});
