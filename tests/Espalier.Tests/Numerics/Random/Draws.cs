using Espalier.Numerics.Random;

namespace Espalier.Tests.Numerics.Random;

/// <summary>Consecutive draws from one stream: the base of what is a pure function of its number.</summary>
internal abstract class Draws(RandomStream stream)
{
    private ulong _next;

    public uint Word() => stream.Word(_next++);

    public double Uniform() => stream.Uniform(_next++);

    public int Below(int bound) => (int)(((ulong)Word() * (uint)bound) >> 32);
}
