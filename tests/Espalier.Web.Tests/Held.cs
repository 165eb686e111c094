using Espalier.Work;

namespace Espalier.Web.Tests;

/// <summary>A job that goes on until it is let go, or stopped.</summary>
internal sealed class Held(ManualResetEventSlim gate) : IJob<string, string>
{
    public Outcome<string> Run(string request, Workplace place)
    {
        gate.Wait(place.Cancel);
        return Outcome.Of("answer");
    }
}
