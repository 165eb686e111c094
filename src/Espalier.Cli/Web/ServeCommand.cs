using System.CommandLine;
using System.Net;
using Espalier.Cli.Frame;
using Espalier.Lab.Storage;
using Espalier.Web;

namespace Espalier.Cli.Web;

/// <summary><c>espalier serve</c>.</summary>
internal sealed class ServeCommand
{
    private readonly Option<string?> _store = Options.Text(
        "--store", "STORE", "the store of the sweeps: a file, or postgresql://user@host/database", Stores.Standard);
    private readonly Option<string?> _models = Options.Text(
        "--models", "DIR", "the folder of networks and tickets; pages see nothing outside it", ".");
    private readonly Option<int> _port = Options.Integer("--port", "P", "the port to listen on; 0 picks one", 8642, 0, IPEndPoint.MaxPort);
    private readonly Option<string?> _address =
        Options.Text("--address", "IP", "the address to listen on; beyond this machine only with the token that is printed", "127.0.0.1");
    private readonly Option<string?> _hosts = Options.Text("--hosts", "NAME,…", "more names by which browsers may ask, such as that of a proxy");
    private readonly Option<bool> _token = Options.Flag("--token", "ask for a token on this machine too, where others have accounts on it");
    private readonly Option<bool> _programs = Options.Flag("--allow-programs", "let pages start experiments that run programs");
    private readonly Option<int> _jobs = Options.Integer("--jobs", "N", "jobs from pages that run at once; more wait", 2, 1, 64);
    private readonly Option<double> _hours = Options.Number(
        "--job-hours", "H", "how long a job from a page may take; a sweep has a week", 1, "a number of hours above 0, at most 1000", value =>
            value is > 0 and <= 1000);

    public static Command Create()
    {
        var command = new ServeCommand();
        return new Verb(
            "serve",
            "Serve the web laboratory: pages over a store and a folder of models",
            "espalier serve --store results.db --models . --port 8642")
        {
            command._store, command._models, command._port, command._address, command._hosts, command._token, command._programs,
            command._jobs, command._hours,
        }.Runs(command.Serve);
    }

    /// <summary>The address is said when the pages are there, not when they are gone.</summary>
    private Answer Serve(Call call)
    {
        ServeUntilStopped(Request(call), call).GetAwaiter().GetResult();
        return Answer.Told;
    }

    private static async Task ServeUntilStopped(ServeOptions options, Call call)
    {
        await using Laboratory laboratory = await Laboratory.Start(options, call.Cancel);
        Session.Print(Answer.Of(new Served(laboratory.Address), static (served, page) => page.Line(served.Address)), call.IsJson);
        await Task.Delay(Timeout.Infinite, call.Cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private ServeOptions Request(Call call) => new()
    {
        Store = call.Value(_store)!,
        Models = call.Value(_models)!,
        Port = call.Value(_port),
        Address = IPAddress.TryParse(call.Value(_address), out IPAddress? address)
            ? address
            : throw new InvalidInputException("address", null, $"\"{call.Value(_address)}\" is no address", "give for example 127.0.0.1 or 0.0.0.0"),
        Hosts = call.Value(_hosts)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
        AsksForToken = call.Value(_token),
        MayRunPrograms = call.Value(_programs),
        Threads = call.Threads,
        Limits = new() { Running = call.Value(_jobs), Time = TimeSpan.FromHours(call.Value(_hours)) },
        Log = call.Quiet ? null : Terminal.Complain,
    };

    private sealed record Served(string Address);
}
