using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Espalier.Lab.Experiments;

namespace Espalier.Lab.Tests.Experiments;

public sealed class CellAddressTests
{
    private static readonly TrivialExperiment Experiment = new();

    [Fact]
    public void The_address_is_the_hash_of_the_canonical_description()
    {
        Cell cell = Cell.Create(Experiment.Schema, Point(7, 0.25, "plain", true), 3);
        const string Canonical =
            """{"experiment":"trivial","parameters":{"choice":"plain","flag":true,"real":0.25,"whole":7},"replicate":3,"revision":1}""";
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(Canonical));
        Assert.Equal(Convert.ToHexStringLower(hash), cell.Address.ToString());
        Assert.Equal(Convert.ToUInt64(Convert.ToHexString(hash)[..16], 16), cell.Address.Seed);
        Assert.Equal(cell.Address.Seed, cell.Stream(5).Seed);
    }

    /// <summary>Stored records stay valid only while this holds; sha256sum of the text above gives the same.</summary>
    [Fact]
    public void The_address_never_changes() =>
        Assert.Equal(
            "796c7d92c7f4ef07e4504cef3474ccfccde5eb82c8a685d27f3fee4eb1ead6fc",
            Cell.Create(Experiment.Schema, Point(7, 0.25, "plain", true), 3).Address.ToString());

    [Fact]
    public void Every_part_of_the_description_changes_the_address()
    {
        Cell[] cells =
        [
            Cell.Create(Experiment.Schema, Point(7, 0.25, "plain", true), 3),
            Cell.Create(Experiment.Schema, Point(7, 0.25, "plain", true), 4),
            Cell.Create(Experiment.Schema, Point(8, 0.25, "plain", true), 3),
            Cell.Create(Experiment.Schema, Point(7, 0.5, "plain", true), 3),
            Cell.Create(Experiment.Schema, Point(7, 0.25, "com,ma", true), 3),
            Cell.Create(Experiment.Schema, Point(7, 0.25, "plain", false), 3),
            Cell.Create(new TrivialExperiment(2).Schema, Point(7, 0.25, "plain", true), 3),
        ];
        Assert.Equal(cells.Length, cells.Select(cell => cell.Address).Distinct().Count());
    }

    [Fact]
    public void Hexadecimal_digits_read_back()
    {
        Cell cell = Cell.Create(Experiment.Schema, Point(7, 0.25, "plain", true), 3);
        Assert.True(CellAddress.TryParse(Encoding.ASCII.GetBytes(cell.Address.ToString()), out CellAddress read));
        Assert.Equal(cell.Address, read);
        Assert.False(CellAddress.TryParse("12"u8, out _));
        Assert.False(CellAddress.TryParse(new byte[64], out _));
    }

    [Fact]
    public void Values_out_of_range_or_of_another_kind_are_refused()
    {
        Assert.Contains(
            "number above 0 and up to 10",
            Assert.Throws<InvalidInputException>(() => Cell.Create(Experiment.Schema, Point(7, 0, "plain", true), 0)).Message);
        Assert.Contains("choice", Assert.Throws<InvalidInputException>(() => Cell.Create(Experiment.Schema, Point(7, 1, "other", true), 0)).Message);
        Assert.Contains(
            "whole",
            Assert.Throws<InvalidInputException>(
                () => Cell.Create(Experiment.Schema, [Scalar.Of(1.0), Scalar.Of(1.0), Scalar.Of("plain"), Scalar.Of(true)], 0)).Message);
        Assert.Throws<InvalidInputException>(() => Cell.Create(Experiment.Schema, [], 0));
    }

    [Fact]
    public void What_a_number_may_be_is_said_in_words_for_every_kind_of_range()
    {
        const double None = double.PositiveInfinity;
        Assert.Equal("a number from 0 to 10", Parameter.Real("x", "d", 1, 0, 10).Allowed);
        Assert.Equal("a number above 0 and up to 10", Parameter.Real("x", "d", 1, 0, 10, excludeMinimum: true).Allowed);
        Assert.Equal("a number from 0 on", Parameter.Real("x", "d", 1, 0, None).Allowed);
        Assert.Equal("a number above 0", Parameter.Real("x", "d", 1, 0, None, excludeMinimum: true).Allowed);
        Assert.Equal("a number up to 10", Parameter.Real("x", "d", 1, -None, 10).Allowed);
        Assert.Equal("a number", Parameter.Real("x", "d", 1, -None, None).Allowed);
    }

    [Fact]
    public void A_result_must_be_complete_and_fit_its_declaration()
    {
        ExperimentSchema schema = Experiment.Schema;
        CellResult full = new CellResult(schema).With("sum", 1.5).With("doubled", 2).With("word", "x");
        Assert.Equal(4, full.Complete().Length);
        Assert.Contains("no value for the measure sum", Assert.Throws<InvalidOperationException>(() => new CellResult(schema).Complete()).Message);
        Assert.Throws<InvalidOperationException>(() => full.With("sum", 2.5));
        Assert.Throws<InvalidOperationException>(() => new CellResult(schema).With("sum", 1));
        Assert.Throws<InvalidOperationException>(() => new CellResult(schema).With("unknown", 1));
        Assert.Throws<InvalidOperationException>(() => new CellResult(schema).With("sum", double.NaN));
    }

    internal static ImmutableArray<Scalar> Point(long whole, double real, string choice, bool flag) =>
        [Scalar.Of(whole), Scalar.Of(real), Scalar.Of(choice), Scalar.Of(flag)];
}
