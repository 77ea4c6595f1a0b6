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

/**
 * Things that are compared, one a row. On a narrow screen each row becomes lines, with the column's title before each
 * value; the roles say that it is a table all the same, which browsers forget of one that is laid out otherwise.
 */
export function Table<Row>({ caption, isCaptionHidden = false, columns, rows, rowId }: TableProps<Row>) {
  return (
    <div class="table-box">
      <table class="table" role="table">
        <caption class={isCaptionHidden ? 'visually-hidden' : undefined}>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title, isNumber, isTitleHidden }) => (
              <th scope="col" role="columnheader" class={isNumber === true ? 'number' : undefined}>
                {isTitleHidden === true ? <span class="visually-hidden">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr role="row" id={rowId?.(row)}>
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
  if (isRowTitle === true)
    return (
      <th scope="row" role="rowheader">
        {cell(row)}
      </th>
    );
  // The style sheet shows the label before the value where there is no room for columns.
  const label = isTitleHidden === true ? undefined : title;
  return (
    <td role="cell" class={isNumber === true ? 'number' : undefined} data-label={label}>
      <div>{cell(row)}</div>
    </td>
  );
}
