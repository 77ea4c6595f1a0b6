import { Fragment } from 'preact';

/** An id, a name or a hash that may be long: a line breaks behind its dots, dashes and underscores first. */
export function IdText({ text }: { readonly text: string }) {
  const parts = text.split(/(?<=[._-])/);
  return (
    <>
      {parts.map((part, index) => (
        <Fragment>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  );
}
