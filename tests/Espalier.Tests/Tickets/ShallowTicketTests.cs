using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Parents;
using Espalier.Tickets;
using Espalier.Tickets.Costs;
using Espalier.Tickets.Drawing;
using Espalier.Tickets.Files;
using Espalier.Tickets.Forms;
using Espalier.Tickets.Parts;
using Espalier.Tickets.Verification;

namespace Espalier.Tests.Tickets;

/// <summary>Targets of L layers in random networks of L + 1.</summary>
public sealed class ShallowTicketTests
{
    [Theory]
    [InlineData(true, false, 0.01, 6, 5, 4)]
    [InlineData(false, true, 0.01, 4, 3, 3, 2)]
    [InlineData(true, true, 0.05, 3, 3, 2, 2, 2)]
    [InlineData(true, false, 0.001, 5, 3)]
    public void Every_copy_of_every_weight_is_within_the_tolerance(bool bias, bool nonNegative, double epsilon, params int[] widths)
    {
        Network target = Targets.Dense(41, bias, widths);
        ClaimedTicket drawn = Targets.Draw(target, Targets.Hitting(Construction.Shallow, nonNegative, epsilon));
        Dense[] wanted = [.. target.Layers.OfType<Dense>()];
        // Rebuilt from the numbers of the masked network alone: two matrices for the first layer, one for each other.
        Dense[] parent = [.. TicketForms.Masked(drawn.Ticket).Layers.OfType<Dense>()];
        Assert.Equal(wanted.Length + 1, parent.Length);
        double largest = 0;
        for (int layer = 0; layer < wanted.Length; layer++)
        {
            Dense made = parent[layer + 1];
            bool isLast = layer == wanted.Length - 1;
            int rows = wanted[layer].Outputs + (isLast ? 0 : 1), columns = wanted[layer].Inputs + 1;
            int copies = made.Outputs / rows;
            Assert.Equal(made.Outputs, rows * copies);
            for (int row = 0; row < made.Outputs; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    double weight = Wanted(wanted[layer], row / copies, column);
                    double[] sums = layer == 0 ? OfPair(parent[0], made, row, column, nonNegative) : [OfCopies(made, row, column, columns)];
                    foreach (double found in sums) largest = Math.Max(largest, Math.Abs(found - weight));
                }
            }
        }

        Assert.InRange(largest, 0, epsilon);
        Assert.Equal(drawn.Claims.MaxWeightError, largest, 1e-12);
        Assert.Equal(0, drawn.Claims.Infeasible);
        Assert.Equal(wanted.Sum(each => (long)each.Outputs * (each.Inputs + 1)), TicketCost.Of(drawn.Ticket).Weights);
    }

    [Fact]
    public void Copies_are_as_many_as_the_longest_prefix_behind_them()
    {
        Network target = Targets.Dense(42, true, 5, 4, 3, 2);
        Ticket ticket = Targets.Draw(target, Targets.Hitting(Construction.Shallow)).Ticket;
        Assert.Equal(
            [ParentStructure.Rectified, ParentStructure.Copies, ParentStructure.Copies], ticket.Pruned.Select(node => node.Parent.Structure));
        for (int i = 0; i < 2; i++)
        {
            int copies = ticket.Pruned[i + 1].Parent.Candidates;
            Assert.Equal(ticket.Pruned[i + 1].Parent.Shape.Inputs * copies, ticket.Pruned[i].Parent.Shape.Channels);
            var mask = (Espalier.Parents.Masks.PrefixMask)ticket.Pruned[i + 1].Mask;
            Assert.Equal(copies, Array.FindLastIndex(mask.Widths(), count => count > 0));
        }
    }

    [Fact]
    public void What_has_no_such_parent_is_refused_by_name()
    {
        TicketRecipe recipe = Targets.Hitting(Construction.Shallow);
        Refused("construction", () => Targets.Draw(Targets.Image(1), recipe));
        Refused("construction", () => Targets.Draw(Targets.Residual(1), recipe));
        Refused("construction", () => Targets.Draw(Targets.Sequence(1), recipe));
        Refused("candidates", () => Targets.Draw(Targets.Dense(1, true, 3, 2), Targets.Recipe(Construction.Shallow, 12)));
        var options = new DrawingOptions(recipe);
        Refused("part", () => TicketDrawing.DrawPart(
            Targets.Dense(1, true, 3, 2), options, new PartShare(1, 2), 1, cancel: TestContext.Current.CancellationToken));

        static void Refused(string source, Action draw) => Assert.Equal(source, Assert.Throws<InvalidInputException>(draw).InputSource);
    }

    [Fact]
    public void A_forged_number_of_copies_is_caught()
    {
        byte[] file = Targets.Drawn("shallow").File;
        Assert.True(TicketVerification.Of(TicketFile.Read(file, "ticket"), Targets.Drawn("shallow").Target, threads: 1).IsValid);
        byte[] more = Forgery.WithHeader(file, header => Forgery.Grid(header, 1)["candidates"] = 40);
        Assert.Throws<InvalidInputException>(() => TicketFile.Read(more, "more"));
        byte[] direct = Forgery.WithHeader(file, header => Forgery.Grid(header, 1)["structure"] = "direct");
        Assert.Throws<InvalidInputException>(() => TicketFile.Read(direct, "direct"));
        byte[] columns = Forgery.WithHeader(file, header => Forgery.Grid(header, 1)["order"] = "columns");
        Assert.Throws<InvalidInputException>(() => TicketFile.Read(columns, "columns"));
        byte[] relu = Forgery.WithHeader(file, header => header["origin"]!["drawn"]!["construction"] = "relu");
        Assert.False(TicketVerification.Of(TicketFile.Read(relu, "relu"), Targets.Drawn("shallow").Target, threads: 1).IsValid);
    }

    /// <summary>The weight of a row; behind the last input the bias, and behind the last row the constant.</summary>
    private static double Wanted(Dense layer, int row, int column) =>
        row == layer.Outputs ? (column == layer.Inputs ? 1 : 0)
        : column == layer.Inputs ? layer.Bias?[row] ?? 0 : layer.Weights[(row * layer.Inputs) + column];

    private static double OfCopies(Dense made, int row, int column, int columns)
    {
        int copies = made.Inputs / columns;
        double sum = 0;
        for (int k = 0; k < copies; k++) sum += made.Weights[(row * made.Inputs) + (column * copies) + k];
        return sum;
    }

    /// <summary>What two matrices with a ReLU between make of an input of either sign.</summary>
    private static double[] OfPair(Dense first, Dense second, int row, int column, bool nonNegative)
    {
        (double positive, double negative) = (0, 0);
        bool isBias = column == first.Inputs;
        for (int unit = 0; unit < first.Outputs; unit++)
        {
            double u = isBias ? first.Bias![unit] : first.Weights[(unit * first.Inputs) + column];
            double product = u * second.Weights[(row * second.Inputs) + unit];
            if (u > 0) positive += product;
            else negative += product;
        }

        return isBias || nonNegative ? [positive] : [positive, negative];
    }
}
