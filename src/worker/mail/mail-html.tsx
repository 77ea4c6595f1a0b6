import { Fragment } from 'preact';
import { render } from 'preact-render-to-string';
import { oneLine, type MailBlock } from './mail-content.ts';
import type { MailDocument } from './mail-document.ts';

/** Read in the light and in the dark; nothing is fetched from anywhere. */
const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; padding: 24px 16px; background: #fbfaf8; color: #2b2621; font: 15px/1.5 system-ui, sans-serif; }
main, footer { max-width: 600px; margin: 0 auto; overflow-wrap: anywhere; }
th { padding: 2px 16px 2px 0; text-align: left; vertical-align: top; font-weight: 600; white-space: nowrap; }
td { padding: 2px 0; vertical-align: top; }
blockquote { margin: 16px 0; padding: 0 0 0 12px; border-left: 3px solid #d9d3cb; }
a { color: #8a4b1c; }
footer { margin-top: 32px; padding-top: 12px; border-top: 1px solid #d9d3cb; font-size: 13px; color: #665e55; }
@media (prefers-color-scheme: dark) {
  body { background: #1b1815; color: #ece7e1; }
  a { color: #e09a62; }
  blockquote, footer { border-color: #4a433b; }
  footer { color: #b3aaa0; }
}
`;

/** The mail as HTML: the same as its text, in the same order. */
export function mailHtml(mail: MailDocument): string {
  return `<!doctype html>${render(<Mail mail={mail} />)}`;
}

function Mail({ mail }: { readonly mail: MailDocument }) {
  const { greeting, blocks, link, after, why, settings, support, gallery } = mail;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{mail.subject}</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <main>
          <p>
            <Words text={greeting} />
          </p>
          {blocks.map((block) => (
            <Block block={block} />
          ))}
          {link !== undefined && (
            <p>
              <a href={link.url}>{oneLine(link.label)}</a>
            </p>
          )}
          {after.map((text) => (
            <p>
              <Words text={text} />
            </p>
          ))}
        </main>
        <footer>
          <p>
            <Words text={why} />
          </p>
          {settings !== undefined && (
            <p>
              <a href={settings.url}>{settings.label}</a>
            </p>
          )}
          {support !== undefined && (
            <p>
              Questions go to <a href={`mailto:${support}`}>{oneLine(support)}</a>.
            </p>
          )}
          <p>
            <a href={gallery.url}>{gallery.name}</a>
          </p>
        </footer>
      </body>
    </html>
  );
}

function Block({ block }: { readonly block: MailBlock }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p>
          <Words text={block.text} />
        </p>
      );
    case 'facts':
      return (
        <table>
          {block.facts.map(([label, value]) => (
            <tr>
              <th scope="row">{label}</th>
              <td>
                <Words text={value} />
              </td>
            </tr>
          ))}
        </table>
      );
    case 'list':
      return (
        <ul>
          {block.items.map((item) => (
            <li>
              <Words text={item} />
            </li>
          ))}
        </ul>
      );
    default:
      return (
        <blockquote>
          {block.text.split('\n').map((line) => (
            <div>
              <Words text={line} />
            </div>
          ))}
        </blockquote>
      );
  }
}

/** Text in which a mail program finds no address to make a link of: names of packages and accounts may look like one. */
function Words({ text }: { readonly text: string }) {
  const parts = oneLine(text).split(/(?<=[\p{L}\p{N}-]\.)(?=\p{L})/u);
  return (
    <>
      {parts.map((part, i) => (
        <Fragment>
          {i > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  );
}
