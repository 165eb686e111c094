using System.Collections.Immutable;
using Espalier.Lab.Figures;
using Espalier.Neurons;
using Espalier.Numerics.Random;
using Espalier.Theory;

namespace Espalier.Lab.Reproductions;

/// <summary>
/// The chains of all input families as the neurons of one parent are added one after the other: what Figure 2 of Ferre' et al. shows.
/// </summary>
/// <param name="States">Where each chain stands, after 0, 1, 2, … neurons.</param>
/// <param name="Broken">The broken bins of each family, likewise.</param>
/// <param name="Above">At how many steps of how many chains a chain stood above its count of broken bins; Lemmas 4 and 5 say at none.</param>
public sealed record ChainRun(ImmutableArray<ImmutableArray<int>> States, ImmutableArray<ImmutableArray<int>> Broken, int Above)
{
    private const int Dimension = 12;
    private const int Cap = 10;
    private const double Radius = 2;
    private const double BinWidth = 0.02;
    private const double Gamma = 0.5;

    /// <summary>Adds so many neurons.</summary>
    public static ChainRun Of(ulong seed, int neurons)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(neurons);
        var problem = NeuronProblem.Draw(new RandomStream(seed, 0, StreamPurpose.Experiment), Dimension, neurons);
        var masses = new BinMasses(new Bins(Radius, BinWidth), Gamma);
        var families = Enumerable.Range(1, InputFamily.Count(Dimension)).Select(number => new InputFamily(number)).ToArray();
        CoupledProcesses[] processes = [
            .. families.Select(family => new CoupledProcesses(masses, Cap, Gamma / 32, family.KinkOf(problem.Target, -1))),
        ];
        var coupling = new RandomStream(seed, 1, StreamPurpose.Experiment);
        var states = ImmutableArray.CreateBuilder<ImmutableArray<int>>(neurons + 1);
        var broken = ImmutableArray.CreateBuilder<ImmutableArray<int>>(neurons + 1);
        int above = 0;
        Note();
        for (int j = 0; j < neurons; j++)
        {
            for (int i = 0; i < families.Length; i++)
            {
                processes[i].Add(
                    families[i].KinkOf(problem.Weight(j), problem.Coefficients[j]),
                    0.5 + (0.5 * coupling.Uniform((ulong)((j * families.Length) + i))));
                if (processes[i].BirthDeath > processes[i].Original) above++;
            }

            Note();
        }

        return new(states.MoveToImmutable(), broken.MoveToImmutable(), above);

        void Note()
        {
            states.Add([.. processes.Select(process => process.BirthDeath)]);
            broken.Add([.. processes.Select(process => process.Original)]);
        }
    }

    /// <summary>The chains after so many neurons.</summary>
    public Diagram Draw(int neurons) => ChainDiagram.StateLines(Cap, States[neurons], "B^{bd}") with
    {
        Title = Invariant($"The chains of {States[neurons].Length} input families after {neurons} neurons, d = {Dimension}"),
    };
}
