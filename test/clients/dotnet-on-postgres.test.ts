import { describeDotnet } from './dotnet-suite.ts';

describeDotnet('postgres');
