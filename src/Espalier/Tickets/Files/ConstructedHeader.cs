using System.Collections.Immutable;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Numerics.Random;
using Espalier.SubsetSums;
using Espalier.Tickets.Masks;
using Espalier.Tickets.Verification;

namespace Espalier.Tickets.Files;

/// <summary>The header of a constructed ticket, version 1: everything but masks and tensors.</summary>
internal static class ConstructedHeader
{
    private const int MostLayers = 10_000;

    public static byte[] Write(ConstructedTicket ticket, List<ReadOnlyMemory<byte>> sections)
    {
        TicketRecipe recipe = ticket.Recipe;
        var header = new Header(
            new RecipeFields(
                recipe.Seed, recipe.Construction, recipe.Share, recipe.Objective, recipe.Distribution.ToString()!, recipe.Epsilon, recipe.Candidates, recipe.NonNegativeInputs),
            [.. ticket.InputShape.Extents],
            [.. ticket.Layers.Select(layer => layer is PrunedLayer pruned ? Describe(recipe, pruned, sections) : CarriedLayers.Describe(((CarriedLayer)layer).Layer, sections))],
            ticket.TargetDigest,
            ticket.Certified);
        return HeaderText.Write(header);
    }

    public static ConstructedTicket Read(ReadOnlyMemory<byte> json, SectionReader sections, string source)
    {
        Header header = HeaderText.Read<Header>(json, source);
        if (header.Layers.Length is 0 or > MostLayers) throw TicketFile.Damaged(source, $"the header announces {header.Layers.Length} layers");
        TicketRecipe recipe = ReadRecipe(header.Recipe, source);
        if (header.Certified is not { BallRadius: > 0 and < double.PositiveInfinity, BallError: >= 0, BoxError: >= 0 })
            throw TicketFile.Damaged(source, "the certified errors are out of range");
        if (!DigestText.IsDigest(header.Target)) throw TicketFile.Damaged(source, "the target's digest is no digest");
        try
        {
            return Assemble(header, recipe, sections, source);
        }
        catch (ArgumentException mismatch)
        {
            throw TicketFile.Damaged(source, mismatch.Message);
        }
    }

    private static ConstructedTicket Assemble(Header header, TicketRecipe recipe, SectionReader sections, string source)
    {
        long mostWeights = MaskSection.MostWeights(sections.Left);
        var shape = new Shape(header.Input);
        Shape current = shape;
        int ordinal = 0;
        var layers = ImmutableArray.CreateBuilder<TicketLayer>(header.Layers.Length);
        for (int i = 0; i < header.Layers.Length; i++)
        {
            LayerFields fields = header.Layers[i];
            string place = Invariant($"layer {i}");
            if (fields.Kind == LayerFields.Pruned)
            {
                PrunedLayer pruned = ReadPruned(fields, recipe, ordinal++, sections, mostWeights, source, place);
                mostWeights -= pruned.Weights;
                if (!current.Equals(new Shape(pruned.Inputs))) throw TicketFile.Damaged(source, $"{pruned.Inputs} inputs do not fit the shape {current}", place);
                current = new Shape(pruned.Outputs);
                layers.Add(pruned);
            }
            else
            {
                var carried = new CarriedLayer(CarriedLayers.Read(fields, sections, source, place));
                if (carried.Layer is Softmax && i + 1 < header.Layers.Length) throw TicketFile.Damaged(source, "a softmax stands before the end", place);
                current = carried.Layer.OutputShape(current);
                layers.Add(carried);
            }
        }

        if (sections.Left != 0) throw TicketFile.Damaged(source, $"{sections.Left} bytes follow the last section");
        if (ordinal == 0) throw TicketFile.Damaged(source, "no layer is pruned");
        return new ConstructedTicket(recipe, shape, layers.MoveToImmutable(), header.Target, header.Certified);
    }

    private static TicketRecipe ReadRecipe(RecipeFields fields, string source)
    {
        Distribution distribution = Distribution.Parse(fields.Distribution, source);
        var recipe = new TicketRecipe(
            fields.Seed, fields.Construction, fields.Share, fields.Objective, distribution, fields.Epsilon, fields.Candidates, fields.NonNegativeInputs);
        int most = TicketRecipe.MostCandidates(recipe.Construction);
        bool sane = recipe.Candidates >= 1 && recipe.Candidates <= most && recipe.Epsilon > 0 && double.IsFinite(recipe.Epsilon)
            && (recipe.Share == CandidateShare.Weight || !recipe.IsPair);
        return sane ? recipe : throw TicketFile.Damaged(source, "the recipe is out of range");
    }

    private static LayerFields Describe(TicketRecipe recipe, PrunedLayer layer, List<ReadOnlyMemory<byte>> sections)
    {
        MaskSection mask = MaskSection.Write(recipe, layer);
        sections.Add(mask.Bytes);
        return new LayerFields
        {
            Kind = LayerFields.Pruned,
            Outputs = layer.Outputs,
            Inputs = layer.Inputs,
            HasBias = layer.HasBias,
            OneSided = layer.OneSided,
            Coding = mask.Coding,
            Bytes = mask.Bytes.Length,
            Frequencies = mask.Frequencies.IsEmpty ? null : [.. mask.Frequencies],
            Claims = layer.Claims,
        };
    }

    private static PrunedLayer ReadPruned(
        LayerFields fields, TicketRecipe recipe, int ordinal, SectionReader sections, long mostWeights, string source, string place)
    {
        if (fields is not { Outputs: >= 1, Inputs: >= 1, HasBias: { } hasBias, OneSided: { } oneSided, Coding: { } coding, Bytes: { } bytes, Claims: { } claims })
            throw TicketFile.Damaged(source, "the description is incomplete", place);
        if (fields.Inputs == int.MaxValue) throw TicketFile.Damaged(source, "there are too many inputs", place);
        var shape = new PrunedLayerShape(ordinal, fields.Outputs.Value, fields.Inputs.Value, hasBias, recipe.Candidates, oneSided);
        if ((long)shape.Columns * shape.Candidates > TicketRecipe.MostRowNumbers) throw TicketFile.Damaged(source, $"{shape.Candidates} candidates for each of {shape.Columns} columns are more than any parent has", place);
        if (shape.Weights > Math.Min(mostWeights, Array.MaxLength)) throw TicketFile.Damaged(source, $"{shape.Weights} weights are more than the file can hold", place);
        if (!IsSane(claims, shape)) throw TicketFile.Damaged(source, "the claims are out of range", place);
        LayerMask? mask = MaskSection.TryRead(recipe, shape, coding, fields.Frequencies, sections.Take(bytes, place));
        return mask is null
            ? throw TicketFile.Damaged(source, "the mask cannot be read", place)
            : new PrunedLayer(ordinal, shape.Outputs, shape.Inputs, hasBias, recipe.Candidates, oneSided, mask, claims);
    }

    /// <summary>Whether the claims could be true of some layer of this shape; counts beyond it would overflow their sum.</summary>
    private static bool IsSane(LayerClaims claims, PrunedLayerShape shape) =>
        claims is { MaxWeightError: >= 0, MeanWeightError: >= 0 }
        && claims.Infeasible >= 0 && claims.Infeasible <= shape.Weights
        && claims.KeptEdges >= 0 && claims.KeptEdges <= shape.Weights * TicketRecipe.MostBlockRows
        && claims.KeptRows >= 0 && claims.KeptRows <= (long)shape.Columns * shape.Candidates;

    internal sealed record Header(RecipeFields Recipe, int[] Input, LayerFields[] Layers, string Target, CertifiedErrors Certified);

    internal sealed record RecipeFields(
        ulong Seed,
        Construction Construction,
        CandidateShare Share,
        SubsetSumObjective Objective,
        string Distribution,
        double Epsilon,
        int Candidates,
        bool NonNegativeInputs);
}
