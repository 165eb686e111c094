return Espalier.Cli.Frame.Session.Run(args);
