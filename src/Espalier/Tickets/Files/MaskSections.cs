using Espalier.Parents;
using Espalier.Parents.Masks;

namespace Espalier.Tickets.Files;

/// <summary>How each kind of mask stands in a file: the one place that knows them all.</summary>
internal static class MaskSections
{
    /// <summary>The sections of a grid's mask.</summary>
    public static MaskSection[] Write(ulong seed, ParentGrid parent, GridMask mask) => mask switch
    {
        EntryMask entries => [.. new[] { entries.First, entries.Last }.OfType<TensorMask>().Select(TensorMaskSection.Write)],
        CodedMask coded => CodedMaskSection.Write(coded),
        PrefixMask prefixes => [PrefixedMask.Write(prefixes)],
        ChoiceMask or SubsetMask => [MaskSection.Write(seed, parent, mask)],
        _ => throw new ArgumentException("such a mask has no form in a file"),
    };

    /// <summary>Whether the mask of a grid has so many sections.</summary>
    public static bool Fits(ParentGrid parent, int sections) => parent.Order switch
    {
        CandidateOrder.Once => sections is >= 1 and <= 4,
        CandidateOrder.Rounds => sections == (parent.IsPair ? 2 : 1),
        _ => sections == 1,
    };

    /// <summary>Reads a grid's mask; null where the sections make none.</summary>
    public static GridMask? TryRead(ulong seed, ParentGrid parent, MaskFields[] fields, Func<MaskFields, ReadOnlyMemory<byte>> section) =>
        parent.Order switch
        {
            CandidateOrder.Columns when fields[0].Coding != MaskCoding.Prefixed =>
                MaskSection.TryRead(seed, parent, fields[0].Coding, fields[0].Frequencies, section(fields[0]).Span),
            CandidateOrder.Planes when fields[0].Coding == MaskCoding.Prefixed =>
                PrefixedMask.TryRead(seed, parent, fields[0].Frequencies, section(fields[0]).Span),
            CandidateOrder.Once => CodedMaskSection.TryRead(seed, parent, fields, section),
            CandidateOrder.Rounds => TryReadEntries(parent, fields, section),
            _ => null,
        };

    private static EntryMask? TryReadEntries(ParentGrid parent, MaskFields[] fields, Func<MaskFields, ReadOnlyMemory<byte>> section)
    {
        long last = parent.Shape.Weights * parent.Candidates;
        if (last > Array.MaxLength || parent.Shape.HasBias) return null;
        var masks = new TensorMask?[fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            int length = i + 1 < fields.Length ? (int)parent.Width : (int)last;
            masks[i] = TensorMaskSection.TryRead(length, fields[i].Coding, fields[i].Frequencies, section(fields[i]).Span);
            if (masks[i] is null) return null;
        }

        return new EntryMask(parent, fields.Length == 2 ? masks[0] : null, masks[^1]!);
    }
}
