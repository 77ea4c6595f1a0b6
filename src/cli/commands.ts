import type { Command } from './command.ts';
import { config } from './config.ts';
import { doctor } from './doctor.ts';
import { importPackages } from './import.ts';
import { key } from './key.ts';
import { migrate } from './migrate.ts';
import { org } from './org.ts';
import { rebuild } from './rebuild.ts';
import { packageVersions } from './package.ts';
import { serve } from './serve.ts';
import { setting } from './setting.ts';
import { user } from './user.ts';

/** Every verb that is built, in the order of `lode --help`. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ['serve', serve],
  ['user', user],
  ['org', org],
  ['key', key],
  ['setting', setting],
  ['package', packageVersions],
  ['import', importPackages],
  ['rebuild', rebuild],
  ['doctor', doctor],
  ['config', config],
  ['migrate', migrate],
]);
