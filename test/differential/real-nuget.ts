/**
 * The real NuGet client's libraries behind a pipe, for tests that compare Lode's answers with theirs.
 *
 * The program in `dotnet/` is built with the machine's own SDK, out of the libraries that the SDK brings: nothing is
 * downloaded. It is built once and kept below `.cache/` until its sources or the SDK change.
 */
import { join } from 'node:path';
import { createClientFolder } from '../support/dotnet-client.ts';
import { buildDotnetProgram, startDotnetProgram } from '../support/dotnet-program.ts';

/** What the library answered, or `{ error }` with the exception that it threw. */
export type RealAnswer = { readonly result: unknown } | { readonly error: string };

export interface RealNuGet {
  /** Asks one operation many times; answers come in the order of the questions. */
  ask(op: string, questions: readonly (readonly unknown[])[]): Promise<RealAnswer[]>;
  /** The same, where the library must not throw. */
  results(op: string, questions: readonly (readonly unknown[])[]): Promise<unknown[]>;
  close(): Promise<void>;
}

/** Starts the program. `globalization: 'invariant'` is how .NET runs where there is no ICU, as in many containers. */
export async function startRealNuGet(options: { globalization?: 'invariant' } = {}): Promise<RealNuGet> {
  const program = await buildDotnetProgram(join(import.meta.dirname, 'dotnet'));
  const invariant = options.globalization === 'invariant' ? { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' } : {};
  const client = await createClientFolder({});
  const asked = startDotnetProgram([program], { ...client.environment, ...invariant });
  const ask: RealNuGet['ask'] = async (op, questions) => {
    const lines = await asked.ask(questions.map((args) => JSON.stringify({ op, args })));
    return lines.map((line) => JSON.parse(line) as RealAnswer);
  };
  return {
    ask,
    async results(op, questions) {
      const answers = await ask(op, questions);
      return answers.map((answer, index) => {
        if ('result' in answer) return answer.result;
        throw new Error(`${op} ${JSON.stringify(questions[index])}: ${answer.error}`);
      });
    },
    async close() {
      await asked.close();
      await client.remove();
    },
  };
}
