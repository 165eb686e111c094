using Espalier.Samples;

// dotnet run --project samples -- ticket|certify|sweep [FOLDER]
string folder = args.Length > 1 ? args[1] : ".";
switch (args is [var name, ..] ? name : "")
{
    case "ticket": DrawAndVerify.Run(folder, Console.Out); break;
    case "certify": CertifyTwo.Run(Console.Out); break;
    case "sweep": OwnSweep.Run(folder, Console.Out); break;
    default:
        Console.Error.WriteLine("name a program: ticket, certify or sweep");
        return 2;
}

return 0;
