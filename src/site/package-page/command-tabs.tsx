import { CopyBox } from '../ui/copy-box.tsx';
import type { InstallMethod } from './install-commands.ts';

/**
 * Ways to take a package, one in sight. They are radio buttons: arrow keys lead through them, they are read out as "1 of 8",
 * and the style sheet shows the one that is chosen, so that it works without script. A browser remembers which (site.js).
 */
export function CommandTabs({
  label,
  methods,
}: {
  readonly label: string;
  readonly methods: readonly InstallMethod[];
}) {
  return (
    <fieldset class="commands" data-remember="commands">
      <legend class="visually-hidden">{label}</legend>
      {methods.map((method, index) => (
        <>
          <input
            type="radio"
            class="command-pick"
            name="command"
            id={`command-${method.key}`}
            value={method.key}
            checked={index === 0}
          />
          <label class="command-name" for={`command-${method.key}`}>
            {method.label}
          </label>
          <Panel way={method} />
        </>
      ))}
    </fieldset>
  );
}

function Panel({ way }: { readonly way: InstallMethod }) {
  const { key, texts, hint } = way;
  return (
    <div class="command">
      {texts.map(({ label, text }, index) => (
        <CopyBox
          id={`command-${key}-text${index === 0 ? '' : `-${index + 1}`}`}
          label={label}
          text={text}
          isLabelShown={texts.length > 1}
        />
      ))}
      {hint !== undefined && <p class="hint">{hint}</p>}
    </div>
  );
}
