using Espalier.Lab.Gap;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Work.Lab;

namespace Espalier.Work.Gap;

/// <summary>What all jobs share that measure the gap or read what was measured.</summary>
internal static class GapMeasurement
{
    /// <summary>Measures what the store does not have yet, and reads all of it.</summary>
    public static GapTable Run(GapRequest request, string folder, Workplace place)
    {
        Sweep sweep = GapPlan.Sweep(request);
        using IStore store = Stores.OpenOrCreate(Path.Combine(folder, Stores.Standard));
        return GapTable.Read(sweep, SweepWork.Complete("measuring the gap", "draws", sweep, store, place), place.Cancel);
    }
}
