import { IdText } from './id-text.tsx';

interface Crumb {
  readonly label: string;
  readonly href: string;
}

/** The way from the top to here. The page itself is not a link, and its heading says where "here" is. */
export function Crumbs({ trail, here }: { readonly trail: readonly Crumb[]; readonly here: string }) {
  return (
    <nav class="crumbs" aria-label="Where you are">
      <ol>
        {trail.map(({ label, href }) => (
          <li>
            <a href={href}>
              <IdText text={label} />
            </a>
          </li>
        ))}
        <li aria-current="page">{here}</li>
      </ol>
    </nav>
  );
}
