using System.CommandLine;
using Espalier.Cli.Frame;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;

namespace Espalier.Cli.Lab;

/// <summary><c>espalier lab run SPEC</c>.</summary>
internal static class RunSweepCommand
{
    public static Command Create()
    {
        var specification = new Argument<string>("SPEC") { Description = "a specification; `espalier lab template NAME` prints one to start from" };
        Option<string?> folder = Options.Text("--store", "DIR", "where the records go, instead of the specification's store");
        var sweep = new SweepOptions();
        var verb = new Verb("run", "Run the cells of a specification that its store does not have yet", "espalier lab run law.yaml --threads 8") { specification, folder };
        sweep.AddTo(verb);
        return verb.Runs(call =>
        {
            string path = call.Value(specification);
            Sweep read = SweepOptions.Read(path, File.ReadAllText(path));
            string store = call.Value(folder) ?? StoreBeside(path, read);
            return sweep.Run(call, read, Stores.OpenOrCreate(store, read.Experiment.Schema));
        });
    }

    /// <summary>A store named in a file is meant from where the file is.</summary>
    private static string StoreBeside(string path, Sweep sweep)
    {
        string store = sweep.Store ?? throw new InvalidInputException(path, null, "it names no store", "add store: FOLDER, or give --store FOLDER");
        return Path.Combine(Path.GetDirectoryName(path) ?? "", store);
    }
}
