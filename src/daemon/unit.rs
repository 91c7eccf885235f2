//! How does the user's service manager start the daemon? A systemd user unit, or launchd's property list.

use std::path::{Path, PathBuf};

use super::Settings;
use super::process::ALLOCATOR;

/// What a service manager is to be told, and how.
pub struct Unit {
    pub path: PathBuf,
    pub text: String,
    /// Commands, of which each but the last may fail: what was never there cannot be taken away.
    pub enable: Vec<Vec<String>>,
    pub disable: Vec<Vec<String>>,
}

/// What a unit is made for.
pub struct Wish<'a> {
    pub program: &'a Path,
    /// `LEAN_CTX_DATA_DIR`, where it is set.
    pub data: Option<&'a Path>,
    pub settings: Settings,
}

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

/// For systemd; `config` is `~/.config`.
pub fn systemd(config: &Path, wish: &Wish) -> Unit {
    let quote = |path: &Path| {
        let text = path.display().to_string();
        // systemd.syntax(7), and specifiers of systemd.unit(5).
        let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('%', "%%");
        format!("\"{text}\"")
    };
    let mut environment: Vec<String> =
        ALLOCATOR.iter().map(|(name, value)| format!("Environment={name}={value}\n")).collect();
    if let Some(data) = wish.data {
        let named = quote(Path::new(&format!("LEAN_CTX_DATA_DIR={}", data.display())));
        environment.push(format!("Environment={named}\n"));
    }
    let text = format!(
        "# Written by `lean-ctx daemon enable`; `lean-ctx daemon disable` removes it.\n\
         [Unit]\n\
         Description=lean-ctx: one index for all editors of this user\n\
         \n\
         [Service]\n\
         Type=notify\n\
         NotifyAccess=main\n\
         ExecStart={} daemon run {}\n\
         {}\
         WorkingDirectory=/\n\
         Restart=on-failure\n\
         RestartSec=5\n\
         Nice=5\n\
         UMask=0077\n\
         # It reads repositories, writes its own folder, and talks to this user's processes alone.\n\
         NoNewPrivileges=yes\n\
         RestrictAddressFamilies=AF_UNIX\n\
         LockPersonality=yes\n\
         MemoryDenyWriteExecute=yes\n\
         RestrictRealtime=yes\n\
         RestrictNamespaces=yes\n\
         SystemCallArchitectures=native\n\
         SystemCallFilter=@system-service\n\
         SystemCallErrorNumber=EPERM\n\
         \n\
         [Install]\n\
         WantedBy=default.target\n",
        // Of the program alone a dollar would be a variable's.
        quote(wish.program).replace('$', "$$"),
        wish.settings.arguments().join(" "),
        environment.concat(),
    );
    Unit {
        path: config.join("systemd/user/lean-ctx.service"),
        text,
        enable: vec![
            words("systemctl --user daemon-reload"),
            words("systemctl --user enable --now lean-ctx.service"),
        ],
        disable: vec![
            words("systemctl --user disable --now lean-ctx.service"),
            words("systemctl --user daemon-reload"),
        ],
    }
}

/// For launchd; `home` is the user's.
pub fn launchd(home: &Path, uid: u32, wish: &Wish) -> Unit {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let string = |text: &str| format!("    <string>{}</string>\n", escape(text));
    let mut arguments = vec![wish.program.display().to_string(), "daemon".into(), "run".into()];
    arguments.extend(wish.settings.arguments());
    let arguments: String = arguments.iter().map(|text| string(text)).collect();
    let environment = wish.data.map_or_else(String::new, |data| {
        format!(
            "  <key>EnvironmentVariables</key>\n  <dict>\n    <key>LEAN_CTX_DATA_DIR</key>\n{}  \
             </dict>\n",
            string(&data.display().to_string())
        )
    });
    let path = home.join("Library/LaunchAgents/dev.lean-ctx.daemon.plist");
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n  <key>Label</key>\n    <string>dev.lean-ctx.daemon</string>\n  \
         <key>ProgramArguments</key>\n  <array>\n{arguments}  </array>\n{environment}  \
         <key>RunAtLoad</key>\n  <true/>\n  <key>KeepAlive</key>\n  <dict>\n    \
         <key>SuccessfulExit</key>\n    <false/>\n  </dict>\n  <key>ProcessType</key>\n    \
         <string>Background</string>\n  <key>Umask</key>\n  <integer>63</integer>\n</dict>\n</plist>\n"
    );
    let domain = format!("gui/{uid}");
    let shown = path.display().to_string();
    let command = |words: [&str; 4]| words.map(str::to_owned).to_vec();
    Unit {
        path,
        text,
        enable: vec![command(["launchctl", "bootstrap", &domain, &shown])],
        disable: vec![command(["launchctl", "bootout", &domain, &shown])],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_paths_stay_what_they_are() {
        let program = Path::new("/opt/50% \"a\" $HOME/lean-ctx");
        let wish = Wish { program, data: Some(Path::new("/d a")), settings: Settings::default() };
        let unit = systemd(Path::new("/home/x/.config"), &wish);
        assert!(unit.text.contains(
            r#"ExecStart="/opt/50%% \"a\" $$HOME/lean-ctx" daemon run --memory-mb=1024"#
        ));
        assert!(unit.text.contains("Environment=\"LEAN_CTX_DATA_DIR=/d a\"\n"), "{}", unit.text);
        let unit = launchd(Path::new("/Users/x"), 501, &wish);
        assert!(unit.text.contains("<string>/opt/50% \"a\" $HOME/lean-ctx</string>"));
        assert_eq!(unit.enable[0][2], "gui/501");
    }
}
