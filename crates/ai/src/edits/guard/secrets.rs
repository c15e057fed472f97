//! Names of files that hold secrets, and of those that tools run. Names only: what is in a file is not looked at.

/// Whether a folded path is named like one with keys or passwords.
pub fn is_secret(path: &str) -> bool {
    const FOLDERS: [&str; 6] = [".ssh", ".gnupg", ".aws", ".azure", ".kube", ".password-store"];
    const NAMES: [&str; 22] = [
        ".netrc",
        "_netrc",
        ".npmrc",
        ".pypirc",
        ".pgpass",
        ".my.cnf",
        ".htpasswd",
        ".git-credentials",
        ".dockercfg",
        "credentials",
        "credentials.json",
        "credentials.toml",
        "secret.json",
        "secrets.json",
        "secrets.yml",
        "secrets.yaml",
        "secrets.toml",
        "secrets.env",
        "service-account.json",
        "terraform.tfvars",
        ".vault-token",
        "master.key",
    ];
    const ENDS: [&str; 14] = [
        ".pem",
        ".key",
        ".p12",
        ".pfx",
        ".jks",
        ".keystore",
        ".kdbx",
        ".ppk",
        ".asc",
        ".gpg",
        ".tfstate",
        ".p8",
        ".ovpn",
        ".agekey",
    ];
    const KEYS: [&str; 4] = ["id_rsa", "id_ed25519", "id_ecdsa", "id_dsa"];
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    if folders.split('/').any(|folder| FOLDERS.contains(&folder)) || path.ends_with(".docker/config.json") {
        return true;
    }
    let environment =
        name == ".env" || name == ".envrc" || name.starts_with(".env.") || name.ends_with(".env");
    let sample = ["example", "sample", "template", "dist"].iter().any(|end| name.ends_with(end));
    (environment && !sample)
        || NAMES.contains(&name)
        || FOLDERS.contains(&name)
        || ENDS.iter().any(|end| name.ends_with(end))
        || KEYS.iter().any(|key| name.starts_with(key) && !name.ends_with(".pub"))
}

/// Whether tools run what is in a file of this folded path without being asked.
pub fn is_run(path: &str) -> bool {
    const FOLDERS: [&str; 5] = [".github/workflows/", ".husky/", ".githooks/", ".vscode/", ".idea/"];
    const NAMES: [&str; 3] = [".gitmodules", ".gitlab-ci.yml", ".pre-commit-config.yaml"];
    let name = path.rsplit('/').next().unwrap_or(path);
    let under = |folder: &str| path.starts_with(folder) || path.contains(&format!("/{folder}"));
    FOLDERS.iter().any(|folder| under(folder)) || NAMES.contains(&name)
}
