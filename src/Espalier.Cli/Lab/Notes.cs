using Espalier.Cli.Frame;
using Espalier.Lab.Storage;

namespace Espalier.Cli.Lab;

/// <summary>What a reading left out, said on stderr.</summary>
internal static class Notes
{
    public static void About(Call call, IRecordStore store, ReadingReport reading)
    {
        foreach (RecordPlace place in reading.TornTails) call.Warn($"{store.Name}, {place}: an unfinished record is left out; a run writes it just now or was killed");
        foreach (RecordPlace place in reading.Damaged) call.Warn($"{store.Name}, {place}: the record does not match its checksum and is left out; `espalier lab resume {store.Name}` runs its cell again");
    }
}
