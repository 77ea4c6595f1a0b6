import type { SiteUrls } from '../site-urls.ts';
import { CopyBox } from '../ui/copy-box.tsx';
import { Section } from '../ui/section.tsx';

interface BadgeSectionProps {
  readonly urls: SiteUrls;
  readonly displayId: string;
  /** Whether the package has a listed version; a badge shows no other. */
  readonly isOffered: boolean;
}

/** Badges for a readme, with the Markdown to copy. */
export function BadgeSection({ urls, displayId, isOffered }: BadgeSectionProps) {
  if (!isOffered) return null;
  const badges = [
    { name: 'version.svg', label: 'Version' },
    { name: 'downloads.svg', label: 'Downloads' },
  ];
  return (
    <Section title="Badges" state="For a readme">
      {badges.map(({ name, label }) => (
        <div class="stack">
          <p>
            <img src={urls.badge(displayId, name)} alt={`${label} of ${displayId}`} height={20} />
          </p>
          <CopyBox
            label={`Markdown: ${label}`}
            isLabelShown
            id={`badge-${label.toLowerCase()}`}
            text={`[![${label}](${urls.absolute(urls.badge(displayId, name))})](${urls.absolute(urls.package(displayId))})`}
          />
        </div>
      ))}
    </Section>
  );
}
