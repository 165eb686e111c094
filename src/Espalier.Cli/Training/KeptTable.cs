using Espalier.Cli.Frame;
using Espalier.Work.Inputs;
using Espalier.Work.Training;

namespace Espalier.Cli.Training;

/// <summary>What is kept of each tensor, as a table.</summary>
internal static class KeptTable
{
    public static void Show(KeptTensor[] tensors, Page page)
    {
        if (tensors.Length == 0) return;
        page.Table(
            ["layer", "tensor", "kept", "of"],
            [
                .. tensors.Select(
                    t =>
                        new[]
                        {
                            Numerals.Text(t.Layer),
                            string.Join('x', t.Shape),
                            Numerals.Text(t.Kept),
                            Numerals.Text(t.Shape.Aggregate(1L, (a, b) => a * b)),
                        }),
            ]);
    }
}
