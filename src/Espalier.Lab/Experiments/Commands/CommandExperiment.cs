using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Espalier.Lab.Programs;

namespace Espalier.Lab.Experiments.Commands;

/// <summary>
/// Any program as an experiment: one call for each cell, with the parameters among its arguments, never by way of a shell unless one is asked for.
/// </summary>
public sealed class CommandExperiment : Experiment
{
    /// <summary>What a specification calls it.</summary>
    public const string Word = "command";

    /// <summary>What the list of experiments says.</summary>
    public const string WordSummary = "Any program: its command line, its parameters and its measures stand in the specification";

    /// <summary>Larger files are data.</summary>
    private const long LargestProgram = 64 << 20;

    private readonly CommandPlan _plan;

    internal CommandExperiment(CommandPlan plan)
        : base($"{Word}-{plan.Digest()[..12]}", plan.Revision, "A program of its own", plan.Parameters, [.. plan.Measures.Select(m => m.Measure)]) =>
            _plan = plan;

    /// <inheritdoc/>
    public override string? Program()
    {
        string program = _plan.Shell is null ? _plan.Arguments[0].Source : "sh";
        if (!Directory.Exists(_plan.Folder))
            throw new InvalidInputException(
                _plan.Folder, null, "the folder of the program is not here",
                "start from where the path of the specification leads, or give an absolute folder");
        if (!program.Contains('{', StringComparison.Ordinal) && ProgramPath.Find(program, _plan.Folder) is null)
            throw new InvalidInputException(program, null, "there is no such program", "name one on the PATH, or a file with its path");
        string[] files = [
            .. _plan.Arguments.Where(text => !text.Names.Any()).Select(text => text.Source).Where(name => File.Exists(Full(name))), .. _plan.Files,
        ];
        return files.Length == 0 ? null : Digest([.. files.Distinct().Order(StringComparer.Ordinal)]);
    }

    /// <inheritdoc/>
    public override CellResult Run(Cell cell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(cell);
        for (int left = _plan.Retries; ; left--)
        {
            try
            {
                return RunOnce(cell, cancel);
            }
            catch (ProgramFailedException) when (left > 0)
            {
                // The same call again, with the same seed.
            }
        }
    }

    private CellResult RunOnce(Cell cell, CancellationToken cancel)
    {
        bool usesScratch = _plan.Shell is not null || _plan.Texts.Any(text => text.Names.Contains("scratch"));
        string scratch = usesScratch ? Directory.CreateTempSubdirectory("espalier-cell-").FullName : "";
        try
        {
            string ValueOf(string name) => Value(cell, name, scratch);
            ProgramEnd end = ProgramRun.Run(Call(cell, ValueOf), cancel);
            if (end.IsTimedOut) throw end.Failed("time-out", Invariant($"the program was ended after {_plan.Timeout!.Value.TotalSeconds} s"));
            if (end.ExitCode > 128) throw end.Failed(Invariant($"signal {end.ExitCode - 128}"), "the program was killed by a signal");
            if (end.ExitCode != 0) throw end.Failed(Invariant($"exit code {end.ExitCode}"), end.LastWords("the program failed"));
            return CommandResult.Read(Schema, _plan.Measures, end, _plan.ResultFile is { } file ? Full(file.With(ValueOf)) : null);
        }
        finally
        {
            if (usesScratch) Remove(scratch);
        }
    }

    private ProgramCall Call(Cell cell, Func<string, string> value)
    {
        // A program may print its environment, and what it prints is kept.
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PGPASSWORD"] = null };
        foreach (string name in ThreadVariables) variables[name] = _plan.Threads.ToString(CultureInfo.InvariantCulture);
        if (_plan.Shell is not null)
        {
            foreach (string name in Schema.Parameters.Select(parameter => parameter.Name).Concat(CommandPlan.OwnNames))
                variables[name.Replace('-', '_')] = value(name);
        }

        foreach ((string name, CommandText text) in _plan.Environment) variables[name] = text.With(value);
        string[] arguments = _plan.Shell is { } script ? ["/bin/sh", "-c", script] : [.. _plan.Arguments.Select(text => text.With(value))];
        string program = ProgramPath.Find(arguments[0], _plan.Folder) ?? arguments[0];
        return new([program, .. arguments[1..]], _plan.Folder, variables, _plan.Timeout);
    }

    /// <summary>Numerical libraries take every core unless they are told.</summary>
    private static readonly string[] ThreadVariables = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"];

    private string Value(Cell cell, string name, string scratch) => name switch
    {
        // 31 bits, so that every library takes it.
        "seed" => (cell.Address.Seed >> 33).ToString(CultureInfo.InvariantCulture),
        "replicate" => cell.Replicate.ToString(CultureInfo.InvariantCulture),
        "cell" => cell.Address.ToString(),
        "threads" => _plan.Threads.ToString(CultureInfo.InvariantCulture),
        "scratch" => scratch,
        _ => cell.Parameters[Schema.IndexOfParameter(name)].ToString(),
    };

    private string Full(string path) => Path.Combine(_plan.Folder, path);

    private string Digest(ImmutableArray<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(long)];
        foreach (string name in files)
        {
            try
            {
                using FileStream file = File.OpenRead(Full(name));
                if (file.Length > LargestProgram) continue;
                BinaryPrimitives.WriteInt64BigEndian(length, file.Length);
                hash.AppendData(length);
                hash.AppendData(SHA256.HashData(file));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new InvalidInputException(
                    Full(name), null, $"cannot be read ({exception.Message})", "check the path and its permissions", exception);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A process that the program left behind may still write there; the system cleans its folder of temporary files.
        }
    }
}
