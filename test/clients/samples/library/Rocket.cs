using Acme.Core;

namespace Acme.Library;

public static class Rocket
{
    public static int Thrust(int size) => Anvil.Weight(size) + 1;
}
