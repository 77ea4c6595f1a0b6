import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers stand under each other. */
  readonly isNumber?: boolean;
  /** What the row is about: its header, and its first line on a phone. */
  readonly isRowTitle?: boolean;
  /** The title is for those who cannot see that a column holds buttons. */
  readonly isTitleHidden?: boolean;
}

interface TableProps<Row> {
  /** What the table lists. Shown, unless a heading above says the same. */
  readonly caption: string;
  readonly isCaptionHidden?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Where a link leads to one row. */
  readonly rowId?: (row: Row) => string;
}

/** Things that are compared, one a row. On a narrow screen each row becomes lines, with the column's title before each. */
export function Table<Row>({ caption, isCaptionHidden = false, columns, rows, rowId }: TableProps<Row>) {
  return (
    <div class="table-box">
      <table class="table">
        <caption class={isCaptionHidden ? 'visually-hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, isNumber, isTitleHidden }) => (
              <th scope="col" class={isNumber === true ? 'number' : undefined}>
                {isTitleHidden === true ? <span class="visually-hidden">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr id={rowId?.(row)}>
              {columns.map((column) => (
                <Cell column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const { title, cell, isNumber, isRowTitle, isTitleHidden } = column;
  if (isRowTitle === true) return <th scope="row">{cell(row)}</th>;
  // The style sheet shows the label before the value where there is no room for columns.
  const label = isTitleHidden === true ? undefined : title;
  return (
    <td class={isNumber === true ? 'number' : undefined} data-label={label}>
      <div>{cell(row)}</div>
    </td>
  );
}
