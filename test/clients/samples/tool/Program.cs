System.Console.WriteLine($"An anvil of size {args[0]} weighs {int.Parse(args[0]) * 7}.");
